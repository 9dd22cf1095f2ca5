/**
 * The claude CLI as anybody would run it: the flags, prompt, tools and model of a recorded request of ours, straight to
 * the model's address, without gateway, sandbox, queue or database.
 */
import { randomUUID } from 'node:crypto';
import {
  createSdkMcpServer,
  query,
  tool,
  type Options,
  type SDKUserMessage,
} from '@anthropic-ai/claude-agent-sdk';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

const PREFIX = 'mcp__shop__';

const requestSchema = z.object({
  model: z.string(),
  system: z.array(z.object({ text: z.string() })),
  tools: z.array(
    z.object({ name: z.string(), description: z.string(), input_schema: z.looseObject({}) }),
  ),
  messages: z.array(z.object({ role: z.string(), content: z.unknown() })),
});

/** What a recorded request of ours says the bare CLI must be given. */
export interface BareSetup {
  baseUrl: string;
  request: z.infer<typeof requestSchema>;
  /** What each tool answers. */
  toolText: string;
}

/** @param body a request with a tool's result in it, as the stand-in recorded it */
export function bareSetup(baseUrl: string, body: unknown): BareSetup {
  const request = requestSchema.parse(body);
  const toolText = /"type":"tool_result"/.test(JSON.stringify(request.messages))
    ? toolResultOf(request.messages)
    : '{}';
  return { baseUrl, request, toolText };
}

function toolResultOf(messages: { content: unknown }[]): string {
  const block = z.object({ type: z.literal('tool_result'), content: z.unknown() });
  for (const { content } of messages) {
    for (const one of Array.isArray(content) ? content : []) {
      const parsed = block.safeParse(one);
      if (!parsed.success) continue;
      const text = z.array(z.object({ text: z.string() })).safeParse(parsed.data.content);
      return text.success ? (text.data[0]?.text ?? '') : String(parsed.data.content);
    }
  }
  return '{}';
}

/** A config folder of its own; sessions in it can be resumed. */
export class BareCli {
  private constructor(
    private readonly setup: BareSetup,
    private readonly home: string,
  ) {}

  static async create(setup: BareSetup): Promise<BareCli> {
    return new BareCli(setup, await mkdtemp(join(tmpdir(), 'ifa-bare-')));
  }

  async close(): Promise<void> {
    await rm(this.home, { recursive: true, force: true, maxRetries: 3 });
  }

  /** One live process; `turn` resolves with milliseconds from write to result. */
  openWarm(): { turn(text: string): Promise<number>; close(): void; sessionId: string } {
    const sessionId = randomUUID();
    const input = new Prompts();
    const handle = query({ prompt: input, options: { ...this.options(), sessionId } });
    const messages = handle[Symbol.asyncIterator]();
    return {
      sessionId,
      turn: async (text) => {
        const startedAt = performance.now();
        input.push(text);
        await untilResult(messages);
        return performance.now() - startedAt;
      },
      close: () => {
        input.end();
        handle.close();
      },
    };
  }

  /** One process for one message, as `claude --resume` would be; resolves with its milliseconds. */
  async coldTurn(sessionId: string, text: string): Promise<number> {
    const startedAt = performance.now();
    const input = new Prompts();
    input.push(text);
    const handle = query({ prompt: input, options: { ...this.options(), resume: sessionId } });
    await untilResult(handle[Symbol.asyncIterator]());
    input.end();
    handle.close();
    return performance.now() - startedAt;
  }

  private options(): Options {
    const { request, toolText } = this.setup;
    const names = request.tools.map((one) => one.name);
    const tools = request.tools.map((one) => {
      const schema = z.fromJSONSchema(one.input_schema);
      const shape = schema instanceof z.ZodObject ? schema.shape : {};
      return tool(one.name.replace(PREFIX, ''), one.description, shape, async () => ({
        content: [{ type: 'text', text: toolText }],
      }));
    });
    return {
      model: request.model,
      systemPrompt: request.system.at(-1)?.text ?? '',
      maxTurns: 8,
      effort: 'low',
      tools: [],
      allowedTools: names,
      permissionMode: 'dontAsk',
      settingSources: [],
      strictMcpConfig: true,
      includePartialMessages: true,
      extraArgs: { bare: null, 'disable-slash-commands': null },
      mcpServers: { shop: createSdkMcpServer({ name: 'shop', tools, alwaysLoad: true }) },
      cwd: this.home,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: this.home,
        CLAUDE_CONFIG_DIR: this.home,
        ANTHROPIC_API_KEY: 'sk-bench',
        ANTHROPIC_BASE_URL: this.setup.baseUrl,
        DISABLE_TELEMETRY: '1',
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
        CLAUDE_CODE_DISABLE_ATTACHMENTS: '1',
        ENABLE_TOOL_SEARCH: '0',
      },
    };
  }
}

async function untilResult(messages: AsyncIterator<{ type: string }>): Promise<void> {
  for (;;) {
    const next = await messages.next();
    if (next.done) throw new Error('the bare CLI ended without a result');
    const message: unknown = next.value;
    const result = z.object({ type: z.literal('result'), is_error: z.boolean() });
    const parsed = result.safeParse(message);
    if (!parsed.success) continue;
    if (parsed.data.is_error) throw new Error(`the bare CLI failed: ${JSON.stringify(message)}`);
    return;
  }
}

/** User messages for a streaming input. */
class Prompts implements AsyncIterable<SDKUserMessage> {
  private readonly waiting: SDKUserMessage[] = [];
  private wake: () => void = () => undefined;
  private ended = false;

  push(text: string): void {
    this.waiting.push({
      type: 'user',
      message: { role: 'user', content: [{ type: 'text', text }] },
      parent_tool_use_id: null,
    });
    this.wake();
  }

  end(): void {
    this.ended = true;
    this.wake();
  }

  async *[Symbol.asyncIterator](): AsyncIterator<SDKUserMessage> {
    for (;;) {
      const next = this.waiting.shift();
      if (next) yield next;
      else if (this.ended) return;
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}
