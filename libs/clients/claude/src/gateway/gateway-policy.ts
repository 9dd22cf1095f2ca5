/**
 * What a model request may say. The process on the other side of the socket is not trusted: its request is parsed,
 * model and max_tokens are replaced, what we do not know is left out (a field may buy a dearer service or let the
 * model's side fetch something), and anything that would give the model more than our tools is refused.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { foreignBlock } from './message-blocks.js';

/** The rules of one session. */
export interface GatewayRules {
  model: string;
  maxOutputTokens: number;
  /** Full names, `mcp__<server>__<tool>`. */
  toolNames: readonly string[];
}

/** A request as it may go on, or why it may not. */
export type Admission =
  | { ok: true; body: string }
  | { ok: false; status: 400 | 403; reason: string };

/** The two endpoints a session may use. */
export type GatewayEndpoint = 'messages' | 'count_tokens';

/** What CLI 2.1.330 sends, and what is harmless besides. */
const FIELDS: ReadonlySet<string> = new Set([
  'model',
  'max_tokens',
  'messages',
  'system',
  'tools',
  'tool_choice',
  'thinking',
  'output_config',
  'stream',
  'temperature',
  'top_p',
  'top_k',
  'stop_sequences',
]);
const TOOL_FIELDS: ReadonlySet<string> = new Set([
  'name',
  'type',
  'description',
  'input_schema',
  'cache_control',
]);
/** Beta features by name, whatever their date: how the CLI thinks, never what it can reach. */
const BETAS = /^(?:claude-code|interleaved-thinking|effort|prompt-caching)-[\d-]{8,10}$/;
const VERSION = /^\d{4}-\d{2}-\d{2}$/;
const DEFAULT_VERSION = '2023-06-01';

/** JSON of this length costs little however it is built; a longer one is mostly pictures, or an attack. */
const SMALL_BODY_CHARS = 1024 * 1024;
const MOST_PARTS = 500_000;
const [COMMA, BRACKET, BRACE] = [0x2c, 0x5b, 0x7b];

const requestSchema = z.looseObject({
  messages: z.array(z.unknown()).min(1),
  stream: z.boolean().optional(),
  max_tokens: z.number().int().positive().optional(),
  tools: z.array(z.looseObject({ name: z.string(), type: z.string().optional() })).optional(),
  mcp_servers: z.array(z.unknown()).max(0).optional(),
  container: z.null().optional(),
});

/** Which endpoint a request line names, or null for every other. */
export function endpointOf(
  method: string | undefined,
  url: string | undefined,
): GatewayEndpoint | null {
  if (method !== 'POST' || url === undefined) return null;
  const path = url.split('?', 1)[0];
  if (path === '/v1/messages') return 'messages';
  return path === '/v1/messages/count_tokens' ? 'count_tokens' : null;
}

/** Judges a body and rewrites it. Keys keep their order, so equal requests stay byte-identical for the cache. */
export function admitRequest(
  raw: string,
  endpoint: GatewayEndpoint,
  rules: GatewayRules,
): Admission {
  const parsed = isBuiltToChoke(raw) ? undefined : parseJson(raw);
  const request = requestSchema.safeParse(parsed);
  if (!request.success || !isRecord(parsed)) {
    return { ok: false, status: 400, reason: 'the request is not a Messages request' };
  }
  const { tools, messages } = request.data;
  const foreign = tools?.find((tool) => !isOurTool(tool, rules))?.name ?? null;
  if (foreign !== null) return refusal(`tool ${foreign} is not offered`);
  const block = foreignBlock({ system: parsed['system'], messages, tools });
  if (block !== null) return refusal(`${block} may not be sent`);
  return rewritten(parsed, { endpoint, rules, maxTokens: request.data.max_tokens });
}

/** The request's headers as they may go on. */
export function admitHeaders(given: IncomingHttpHeaders): Record<string, string> {
  const { 'anthropic-version': version, 'anthropic-beta': beta, accept } = given;
  const agent = given['user-agent'];
  const betas = String(beta ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => BETAS.test(name));
  return {
    'anthropic-version': VERSION.test(String(version)) ? String(version) : DEFAULT_VERSION,
    ...(betas.length > 0 ? { 'anthropic-beta': betas.join(',') } : {}),
    ...(accept === 'application/json' || accept === 'text/event-stream' ? { accept } : {}),
    ...(agent?.startsWith('claude-cli/') === true ? { 'user-agent': agent.slice(0, 100) } : {}),
  };
}

function rewritten(
  parsed: Record<string, unknown>,
  how: { endpoint: GatewayEndpoint; rules: GatewayRules; maxTokens: number | undefined },
): Admission {
  const { endpoint, rules, maxTokens } = how;
  const body: Record<string, unknown> = { ...only(FIELDS, parsed), model: rules.model };
  const { tools } = parsed;
  if (Array.isArray(tools)) body['tools'] = tools.map((tool) => only(TOOL_FIELDS, tool));
  if (endpoint === 'messages') {
    body['max_tokens'] = Math.min(maxTokens ?? rules.maxOutputTokens, rules.maxOutputTokens);
  }
  const json = stringify(body);
  return json === null
    ? { ok: false, status: 400, reason: 'the request is nested too deeply' }
    : { ok: true, body: json };
}

function refusal(reason: string): Admission {
  return { ok: false, status: 403, reason: reason.slice(0, 120) };
}

function only(names: ReadonlySet<string>, value: unknown): Record<string, unknown> {
  const fields = isRecord(value) ? Object.entries(value) : [];
  return Object.fromEntries(fields.filter(([name]) => names.has(name)));
}

/** Millions of tiny parts take seconds to parse and gigabytes to keep, and every session of this worker would wait. */
function isBuiltToChoke(raw: string): boolean {
  if (raw.length <= SMALL_BODY_CHARS) return false;
  let parts = 0;
  for (let at = 0; at < raw.length; at += 1) {
    const char = raw.charCodeAt(at);
    if (char === COMMA || char === BRACKET || char === BRACE) parts += 1;
    if (parts > MOST_PARTS) return true;
  }
  return false;
}

function isOurTool(
  tool: { name: string; type?: string | undefined },
  rules: GatewayRules,
): boolean {
  return (tool.type === undefined || tool.type === 'custom') && rules.toolNames.includes(tool.name);
}

function parseJson(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}

/** Null where nesting is deeper than the stack. */
function stringify(value: unknown): string | null {
  try {
    return JSON.stringify(value);
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
