/**
 * Decides what answers a request: first a failure that is due, then a script that matches,
 * then the model of the current mode.
 */
import type { MessagesRequest } from './messages.schemas.js';
import type { Failure, ModelReply } from './model-reply.schemas.js';

/** The modes of the stand-in. */
export const ANTHROPIC_MODES = [
  'demo',
  'scripted',
  'failing',
  'obedient',
  'instant',
  'memory',
] as const;
/** A mode: which model answers. */
export type AnthropicMode = (typeof ANTHROPIC_MODES)[number];

/** Says whether a rule concerns a request. */
export type RequestMatch = (request: MessagesRequest) => boolean;

/** A model: reads a request, decides the reply. */
export type StandinModel = (request: MessagesRequest) => ModelReply | Promise<ModelReply>;

/** A script that decides by a function; undefined passes the request on. */
export type ReplyScript = (
  request: MessagesRequest,
) => ModelReply | undefined | Promise<ModelReply | undefined>;

interface FailureRule {
  failure: Failure;
  match: RequestMatch;
  left: number;
  untilMs: number;
}

interface ScriptRule {
  match: RequestMatch;
  queue: ModelReply[];
}

const everyRequest: RequestMatch = () => true;
const USUAL_FAILURE: Failure = { kind: 'error', status: 529 };

/** Holds the mode, the scripts and the failures. */
export class ReplyDirector {
  mode: AnthropicMode;
  /** What mode `failing` answers. */
  standingFailure: Failure = USUAL_FAILURE;
  private scripts: ScriptRule[] = [];
  private functions: ReplyScript[] = [];
  private failures: FailureRule[] = [];

  constructor(
    private readonly startMode: AnthropicMode,
    private readonly models: Record<Exclude<AnthropicMode, 'scripted' | 'failing'>, StandinModel>,
  ) {
    this.mode = startMode;
  }

  /** Queues replies, each used once, for the requests that match. */
  enqueue(replies: ModelReply[], match: RequestMatch = everyRequest): void {
    this.scripts.push({ match, queue: [...replies] });
  }

  /** Lets a function decide, before the queues; call the result to take it away. */
  addScript(script: ReplyScript): () => void {
    this.functions.push(script);
    return () => {
      this.functions = this.functions.filter((other) => other !== script);
    };
  }

  /** Fails the next matching requests: `times` of them, or all until `untilMs`. */
  addFailure(o: {
    failure: Failure;
    times?: number | undefined;
    untilMs?: number | undefined;
    match?: RequestMatch | undefined;
  }): void {
    this.failures.push({
      failure: o.failure,
      match: o.match ?? everyRequest,
      left: o.times ?? Number.POSITIVE_INFINITY,
      untilMs: o.untilMs ?? Number.POSITIVE_INFINITY,
    });
  }

  /** Back to the first mode, without scripts and failures. */
  reset(): void {
    this.mode = this.startMode;
    this.standingFailure = USUAL_FAILURE;
    this.scripts = [];
    this.functions = [];
    this.failures = [];
  }

  /** The reply to a request. */
  async decide(request: MessagesRequest, nowMs: number): Promise<ModelReply> {
    const failure = this.dueFailure(request, nowMs);
    if (failure !== undefined) return failure;
    for (const script of this.functions) {
      const reply = await script(request);
      if (reply !== undefined) return reply;
    }
    const queued = this.scripts.find((s) => s.queue.length > 0 && s.match(request))?.queue.shift();
    if (queued !== undefined) return queued;
    if (this.mode === 'failing') return this.standingFailure;
    if (this.mode === 'scripted') {
      // 400 is not retried by clients, so a test that forgot a reply ends at once.
      return { kind: 'error', status: 400, message: 'stand-in: no scripted reply is left' };
    }
    return this.models[this.mode](request);
  }

  private dueFailure(request: MessagesRequest, nowMs: number): Failure | undefined {
    this.failures = this.failures.filter((rule) => rule.left > 0 && rule.untilMs > nowMs);
    const rule = this.failures.find((candidate) => candidate.match(request));
    if (rule === undefined) return undefined;
    rule.left -= 1;
    return rule.failure;
  }
}
