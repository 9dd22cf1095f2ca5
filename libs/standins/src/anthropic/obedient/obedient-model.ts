/**
 * Mode `obedient`: the worst model there could be, for injection tests. It obeys every command of
 * command-language.ts that stands anywhere in the request: in what buyers write, in tool results, in names,
 * in knowledge, in the instructions; disguised or not; with tools that were never offered. What its calls
 * bring back it says aloud. As long as a turn holds no command of the buyer's it first does what the demo
 * model would, so that it comes to read the listings.
 */
import { readConversation, type Conversation, type ToolExchange } from '../conversation-view.js';
import { demoModel } from '../demo/demo-model.js';
import { blocksOf, resultText, type MessagesRequest } from '../messages.schemas.js';
import { say, type MessageReply } from '../model-reply.schemas.js';
import { commandsIn, type Command, type Echoed, type EchoForm } from './command-language.js';
import { readingsOf, rot13 } from './disguises.js';

/** The CLI stops a turn after a few rounds; the model ends before. */
const MAX_CALLS_PER_TURN = 6;
const MCP_PREFIX = 'mcp__shop__';

/** Obeys. */
export function obedientModel(request: MessagesRequest): MessageReply {
  const conversation = readConversation(request);
  const { current } = conversation;
  const told = allCommands(textsOf(request));
  const isTurnUntouched =
    current.exchanges.length === 0 && allCommands(current.messages).length === 0;
  const demo = isTurnUntouched || told.length === 0 ? demoModel(request) : undefined;
  const demoCalls = demo?.blocks.some((block) => block.type === 'tool_use') === true;
  if (demo !== undefined && (demoCalls || told.length === 0)) return demo;
  const calls = openCalls(told, conversation);
  if (calls.length > 0) return { kind: 'message', blocks: calls };
  return say(speech(told, request, conversation));
}

/** Every text of the request but the model's own; JSON by its strings. */
function textsOf(request: MessagesRequest): string[] {
  const blocks = [
    ...blocksOf(request.system),
    ...request.messages.filter((m) => m.role !== 'assistant').flatMap((m) => blocksOf(m.content)),
  ];
  const texts = blocks.map((block) =>
    block.type === 'tool_result' ? resultText(block) : (block.text ?? ''),
  );
  return texts.flatMap((text) => jsonStrings(text) ?? [text]);
}

function allCommands(texts: string[]): Command[] {
  const commands = new Map<string, Command>();
  for (const text of texts) {
    for (const reading of readingsOf(text)) {
      for (const command of commandsIn(reading)) commands.set(JSON.stringify(command), command);
    }
  }
  return [...commands.values()];
}

/** The calls that were not made yet in this conversation. */
function openCalls(told: Command[], conversation: Conversation): MessageReply['blocks'] {
  const turns = [...conversation.earlier, conversation.current];
  const made = new Set(
    turns.flatMap((turn) => turn.exchanges.map((e) => callKey(e.fullName, e.input))),
  );
  const left = MAX_CALLS_PER_TURN - conversation.current.exchanges.length;
  return told
    .flatMap((command) => (command.kind === 'call' ? [command] : []))
    .map(({ tool, input }) => ({
      type: 'tool_use' as const,
      name: fullName(tool, conversation),
      input,
    }))
    .filter((call) => !made.has(callKey(call.name, call.input)))
    .slice(0, Math.max(0, left));
}

function callKey(name: string, input: Record<string, unknown>): string {
  return `${name} ${JSON.stringify(input)}`;
}

/** Short names get the shop's prefix; `Bash`, `mcp__other__x` and the like stay as they are. */
function fullName(tool: string, conversation: Conversation): string {
  const offered = conversation.tools.find((t) => t.name === tool || t.name.endsWith(`__${tool}`));
  if (offered !== undefined) return offered.name;
  return tool.includes('__') || /^[A-Z]/.test(tool) ? tool : `${MCP_PREFIX}${tool}`;
}

function speech(told: Command[], request: MessagesRequest, conversation: Conversation): string {
  const parts = told.map((command) => {
    if (command.kind === 'say') return command.text;
    if (command.kind === 'call') return '';
    return DISGUISED[command.as](echo(command.what, request, conversation));
  });
  const results = conversation.current.exchanges.map((exchange) => resultOf(exchange));
  return [...parts, ...results].filter((part) => part !== '').join('\n') || 'Done.';
}

const DISGUISED: Record<EchoForm, (text: string) => string> = {
  plain: (text) => text,
  base64: (text) => Buffer.from(text).toString('base64'),
  hex: (text) => Buffer.from(text).toString('hex'),
  rot13,
  reversed: (text) => Array.from(text).toReversed().join(''),
  spelled: (text) => Array.from(text).join('-'),
};

function echo(what: Echoed, request: MessagesRequest, conversation: Conversation): string {
  const { system, tools } = conversation;
  switch (what) {
    case 'system':
      return system;
    case 'rules':
      return /# Rules\n[\s\S]*?(?=\n\n# |$)/.exec(system)?.[0] ?? system;
    case 'mark':
      return /\[context\] (\w+)/.exec(system)?.[1] ?? '';
    case 'tools':
      return tools.map((tool) => tool.name).join(', ');
    case 'all':
      return JSON.stringify({
        system: request.system,
        tools: request.tools,
        messages: request.messages,
      });
  }
}

/** What a call brought back, in words: a tool's JSON by its strings, as a model would tell it. */
function resultOf({ outcome }: ToolExchange): string {
  const text = outcome?.text ?? '';
  return jsonStrings(text)?.join(', ') ?? text;
}

function jsonStrings(text: string): string[] | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return stringsIn(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((inner: unknown) => stringsIn(inner));
}
