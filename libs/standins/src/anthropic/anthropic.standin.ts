/**
 * The stand-in of Anthropic's Messages API: a Fastify plugin below a prefix that real clients
 * (the claude CLI, @anthropic-ai/sdk) cannot tell from the real thing for what they use here.
 * It answers by a small rule-based model or as a test tells it to, and records every request.
 * Other processes steer it over `<prefix>/_control/...` (control-routes.ts).
 */
import type { FastifyInstance } from 'fastify';
import { addApiRoutes } from './anthropic-routes.js';
import { addControlRoutes } from './control-routes.js';
import { demoModel } from './demo/demo-model.js';
import { instantModel } from './instant-model.js';
import { memoryModel } from './memory/memory-model.js';
import { MessageWriter, type Pace } from './message-writer.js';
import type { Failure, ModelReply } from './model-reply.schemas.js';
import { obedientModel } from './obedient/obedient-model.js';
import {
  ReplyDirector,
  type AnthropicMode,
  type ReplyScript,
  type RequestMatch,
} from './reply-director.js';
import { RequestLog, type RecordedRequest, type RequestHook } from './request-log.js';
import { PromptCache } from './token-usage.js';

/** How the stand-in is set up; everything has a default. */
export interface AnthropicStandinOptions {
  /** Path it is mounted under; `/anthropic`. */
  prefix?: string;
  /** The mode it starts in and goes back to at a reset; `demo`. */
  mode?: AnthropicMode;
  /** Keys that are let in; without it any key is, and none. */
  apiKeys?: readonly string[];
  /** Requests kept in the ring; 5,000, and never more than 64 MiB. */
  keptRequests?: number;
  /** Shorter prefixes are not counted as cached; 1,024 tokens as on the real API. */
  cacheMinimumTokens?: number;
  /** Delays of answers in milliseconds; 0. */
  pace?: Partial<Pace>;
}

const KEPT_BYTES = 64 * 1024 * 1024;

/** The stand-in; `register` it on a Fastify server, then steer it by its methods. */
export class AnthropicStandin {
  readonly prefix: string;
  private readonly log: RequestLog;
  private readonly cache: PromptCache;
  private readonly director: ReplyDirector;
  private readonly writer = new MessageWriter();
  private readonly startPace: Pace;
  private readonly acceptedKeys: ReadonlySet<string> | null;

  constructor(options: AnthropicStandinOptions = {}) {
    this.prefix = options.prefix ?? '/anthropic';
    this.log = new RequestLog({ requests: options.keptRequests ?? 5_000, bytes: KEPT_BYTES });
    this.cache = new PromptCache(options.cacheMinimumTokens ?? 1_024);
    this.director = new ReplyDirector(options.mode ?? 'demo', {
      demo: demoModel,
      instant: instantModel,
      memory: memoryModel,
      obedient: obedientModel,
    });
    this.startPace = { firstByteMs: 0, perDeltaMs: 0, ...options.pace };
    this.writer.pace = this.startPace;
    this.acceptedKeys = options.apiKeys === undefined ? null : new Set(options.apiKeys);
  }

  /** Mounts the routes under the prefix; call before `listen`. */
  async register(app: FastifyInstance): Promise<void> {
    await app.register(
      async (scope) => {
        addApiRoutes(scope, {
          log: this.log,
          cache: this.cache,
          director: this.director,
          writer: this.writer,
          acceptedKeys: this.acceptedKeys,
        });
        addControlRoutes(scope, this);
      },
      { prefix: this.prefix },
    );
  }

  get mode(): AnthropicMode {
    return this.director.mode;
  }

  /** Switches the model; `failure` is what mode `failing` answers (529 without it). */
  setMode(mode: AnthropicMode, failure?: Failure): void {
    this.director.mode = mode;
    if (failure !== undefined) this.director.standingFailure = failure;
  }

  get pace(): Pace {
    return this.writer.pace;
  }

  /** Changes the delays of answers, in milliseconds; what is undefined stays. */
  setPace(pace: { firstByteMs?: number | undefined; perDeltaMs?: number | undefined }): void {
    this.writer.pace = {
      firstByteMs: pace.firstByteMs ?? this.writer.pace.firstByteMs,
      perDeltaMs: pace.perDeltaMs ?? this.writer.pace.perDeltaMs,
    };
  }

  /** Queues replies, each used once, in any mode; `match` limits them to some conversations. */
  script(replies: ModelReply | ModelReply[], match?: RequestMatch): void {
    this.director.enqueue(Array.isArray(replies) ? replies : [replies], match);
  }

  /** Lets a function decide before queues and mode; call the result to take it away. */
  scriptWith(script: ReplyScript): () => void {
    return this.director.addScript(script);
  }

  /** Fails matching requests: the next `times`, or all for `forMs` milliseconds, or until a reset. */
  fail(o: {
    failure: Failure;
    times?: number | undefined;
    forMs?: number | undefined;
    match?: RequestMatch | undefined;
  }): void {
    const untilMs = o.forMs === undefined ? undefined : Date.now() + o.forMs;
    this.director.addFailure({ failure: o.failure, times: o.times, untilMs, match: o.match });
  }

  /** Recorded requests, oldest first: those after number `since`, those containing some words. */
  requests(filter: { since?: number; containing?: string | undefined } = {}): RecordedRequest[] {
    return this.log.since(filter.since, filter.containing);
  }

  /** The number of the newest recorded request. */
  get newestSeq(): number {
    return this.log.newestSeq;
  }

  /** Calls back for each request before it is answered, and waits for it; the result takes it away. */
  onRequest(hook: RequestHook): () => void {
    return this.log.onRequest(hook);
  }

  /** First mode and pace, no scripts, no failures, nothing recorded, nothing cached; hooks stay. */
  reset(): void {
    this.director.reset();
    this.writer.pace = this.startPace;
    this.log.clear();
    this.cache.clear();
  }
}
