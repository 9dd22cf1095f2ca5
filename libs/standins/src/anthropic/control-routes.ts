/**
 * The stand-in's own routes under `_control`, for tests and demos in other processes.
 * They do what the methods of the class do; a function cannot be sent, so matching is by contained words.
 */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { refusalOf } from './api-errors.js';
import type { Pace } from './message-writer.js';
import {
  failureSchema,
  modelReplySchema,
  type Failure,
  type ModelReply,
} from './model-reply.schemas.js';
import { ANTHROPIC_MODES, type AnthropicMode, type RequestMatch } from './reply-director.js';
import type { RecordedRequest } from './request-log.js';

/** What the control routes need of the stand-in. */
interface Steered {
  readonly mode: AnthropicMode;
  readonly pace: Pace;
  readonly newestSeq: number;
  setMode(mode: AnthropicMode, failure?: Failure): void;
  setPace(pace: { firstByteMs?: number | undefined; perDeltaMs?: number | undefined }): void;
  script(replies: ModelReply[], match?: RequestMatch): void;
  fail(o: {
    failure: Failure;
    times?: number | undefined;
    forMs?: number | undefined;
    match?: RequestMatch | undefined;
  }): void;
  requests(filter: { since?: number; containing?: string | undefined }): RecordedRequest[];
  reset(): void;
}

const modeSchema = z.object({
  mode: z.enum(ANTHROPIC_MODES),
  failure: failureSchema.optional(),
  firstByteMs: z.number().min(0).optional(),
  perDeltaMs: z.number().min(0).optional(),
});

const scriptSchema = z.object({
  replies: z.array(modelReplySchema).min(1),
  contains: z.string().optional(),
});

const failSchema = z.object({
  failure: failureSchema,
  times: z.number().int().min(1).optional(),
  forMs: z.number().min(1).optional(),
  contains: z.string().optional(),
});

const listSchema = z.object({
  since: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).default(100),
  contains: z.string().optional(),
});

/** Adds the control routes to the stand-in's scope. */
export function addControlRoutes(scope: FastifyInstance, standin: Steered): void {
  scope.get('/_control/mode', async () => ({ mode: standin.mode, ...standin.pace }));
  scope.post('/_control/mode', async (request) => {
    const { mode, failure, firstByteMs, perDeltaMs } = parse(modeSchema, request.body);
    standin.setMode(mode, failure);
    standin.setPace({ firstByteMs, perDeltaMs });
    return { mode: standin.mode, ...standin.pace };
  });
  scope.post('/_control/script', async (request) => {
    const { replies, contains } = parse(scriptSchema, request.body);
    standin.script(replies, contains === undefined ? undefined : containing(contains));
    return { queued: replies.length };
  });
  scope.post('/_control/fail', async (request) => {
    const { failure, times, forMs, contains } = parse(failSchema, request.body);
    const match = contains === undefined ? undefined : containing(contains);
    standin.fail({ failure, times, forMs, match });
    return { ok: true };
  });
  scope.post('/_control/reset', async () => {
    standin.reset();
    return { mode: standin.mode };
  });
  scope.get('/_control/requests', async (request) => {
    const { since, limit, contains } = parse(listSchema, request.query);
    const requests = standin.requests({ since, containing: contains }).slice(0, limit);
    return { requests, newest: standin.newestSeq };
  });
}

/** Matches requests whose body contains the given words. */
function containing(words: string): RequestMatch {
  return (request) => JSON.stringify(request).includes(words);
}

function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value ?? {});
  if (!parsed.success) throw refusalOf(parsed.error);
  return parsed.data;
}
