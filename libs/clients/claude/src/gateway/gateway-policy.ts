/**
 * What a model request may say. The process on the other side of the socket is not trusted: its request is parsed,
 * model and max_tokens are replaced, and anything that would give the model more than our tools is refused.
 */
import { z } from 'zod';

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
  const parsed = parseJson(raw);
  const request = requestSchema.safeParse(parsed);
  if (!request.success || !isRecord(parsed)) {
    return { ok: false, status: 400, reason: 'the request is not a Messages request' };
  }
  const foreign = request.data.tools?.find((tool) => !isOurTool(tool, rules));
  if (foreign) {
    return { ok: false, status: 403, reason: `tool ${foreign.name.slice(0, 80)} is not offered` };
  }
  const rewritten: Record<string, unknown> = { ...parsed, model: rules.model };
  // The CLI names a random device here; it differs per process and is nobody's business.
  delete rewritten['metadata'];
  if (endpoint === 'messages') {
    rewritten['max_tokens'] = Math.min(
      request.data.max_tokens ?? rules.maxOutputTokens,
      rules.maxOutputTokens,
    );
  }
  return { ok: true, body: JSON.stringify(rewritten) };
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
