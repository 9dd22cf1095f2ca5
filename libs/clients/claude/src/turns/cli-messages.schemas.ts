/** What this client reads of the CLI's stream. Everything else the CLI says is ignored on purpose: the set is open. */
import { z } from 'zod';

const block = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  id: z.string().optional(),
  name: z.string().optional(),
  input: z.unknown().optional(),
  tool_use_id: z.string().optional(),
  is_error: z.boolean().nullish(),
  content: z.unknown().optional(),
});

const init = z.looseObject({
  type: z.literal('system'),
  subtype: z.literal('init'),
  tools: z.array(z.string()),
  mcp_servers: z.array(z.looseObject({ name: z.string(), status: z.string() })),
  model: z.string(),
  claude_code_version: z.string().default(''),
});

const apiRetry = z.looseObject({
  type: z.literal('system'),
  subtype: z.literal('api_retry'),
  attempt: z.number(),
  max_retries: z.number(),
  retry_delay_ms: z.number(),
  error_status: z.number().nullish(),
});

const assistant = z.looseObject({
  type: z.literal('assistant'),
  // It becomes an argument of the next process.
  uuid: z.guid(),
  error: z.string().nullish(),
  message: z.looseObject({ model: z.string(), content: z.array(block) }),
});

const user = z.looseObject({
  type: z.literal('user'),
  message: z.looseObject({ content: z.union([z.string(), z.array(block)]) }),
});

const lifecycle = z.looseObject({
  type: z.literal('command_lifecycle'),
  command_uuid: z.string(),
  state: z.string(),
});

const result = z.looseObject({
  type: z.literal('result'),
  subtype: z.string(),
  is_error: z.boolean(),
  result: z.string().optional(),
  errors: z.array(z.string()).optional(),
  stop_reason: z.string().nullish(),
  terminal_reason: z.string().nullish(),
  api_error_status: z.number().nullish(),
});

const known = z.union([init, apiRetry, assistant, user, lifecycle, result]);

/** A message of the CLI that matters to us. */
export type CliMessage = z.infer<typeof known>;

/** The result message of a turn. */
export type CliResult = z.infer<typeof result>;

/** The init message, repeated at every turn. */
export type CliInit = z.infer<typeof init>;

/** A content block of a message. */
export type CliBlock = z.infer<typeof block>;

const BY_TYPE: Record<string, z.ZodType<CliMessage>> = {
  assistant,
  user,
  command_lifecycle: lifecycle,
  result,
};

const typed = z.looseObject({ type: z.string(), subtype: z.string().optional() });

/** Parses one message; null for what we do not read, or what has another shape than documented. */
export function parseCliMessage(value: unknown): CliMessage | null {
  const head = typed.safeParse(value);
  if (!head.success) return null;
  const schema =
    head.data.type === 'system' ? systemSchema(head.data.subtype) : BY_TYPE[head.data.type];
  const parsed = schema?.safeParse(value);
  return parsed?.success ? parsed.data : null;
}

function systemSchema(subtype: string | undefined): z.ZodType<CliMessage> | undefined {
  if (subtype === 'init') return init;
  return subtype === 'api_retry' ? apiRetry : undefined;
}
