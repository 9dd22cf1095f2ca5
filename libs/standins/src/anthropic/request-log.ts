/**
 * Every request that reached the stand-in, whole, in a ring bounded by count and by bytes.
 * Tests prove isolation on it: what is not in here was not sent to the model.
 */
import type { CountTokensRequest } from './messages.schemas.js';
import type { ReplyBlock } from './model-reply.schemas.js';

/** One recorded request. */
export interface RecordedRequest {
  /** Counts from 1 without gaps; the ring may have forgotten earlier ones. */
  seq: number;
  at: string;
  path: 'messages' | 'count_tokens';
  mode: string;
  apiKey: string | null;
  headers: Record<string, string>;
  body: CountTokensRequest;
  /** What was answered: `message`, `error 429`, `hang`, `drop`; null while it is being decided. */
  outcome: string | null;
  /** The blocks of an answer; empty while it is being decided, and for errors. */
  answer: readonly ReplyBlock[];
}

/** Called for each request before it is answered; awaited, so that a test can hold an answer back. */
export type RequestHook = (request: RecordedRequest) => void | Promise<void>;

interface Entry {
  request: RecordedRequest;
  bytes: number;
}

/** The ring and its hooks. */
export class RequestLog {
  private entries: Entry[] = [];
  private bytes = 0;
  private lastSeq = 0;
  private readonly hooks = new Set<RequestHook>();

  constructor(private readonly limits: { requests: number; bytes: number }) {}

  /** Records a request and awaits the hooks; a hook that throws fails the request with a 500. */
  async record(
    request: Omit<RecordedRequest, 'seq' | 'outcome' | 'answer'>,
  ): Promise<RecordedRequest> {
    this.lastSeq += 1;
    const recorded: RecordedRequest = {
      ...request,
      seq: this.lastSeq,
      outcome: null,
      answer: [],
    };
    const bytes = Buffer.byteLength(JSON.stringify(request.body));
    this.entries.push({ request: recorded, bytes });
    this.bytes += bytes;
    this.trim();
    for (const hook of this.hooks) await hook(recorded);
    return recorded;
  }

  /** Requests with a number above `since`, oldest first, that contain the given words anywhere. */
  since(since = 0, containing?: string): RecordedRequest[] {
    return this.entries
      .map((entry) => entry.request)
      .filter((request) => request.seq > since)
      .filter((r) => containing === undefined || JSON.stringify(r.body).includes(containing));
  }

  /** Adds a hook; call the result to take it away. */
  onRequest(hook: RequestHook): () => void {
    this.hooks.add(hook);
    return () => this.hooks.delete(hook);
  }

  /** Forgets the requests; numbers go on. */
  clear(): void {
    this.entries = [];
    this.bytes = 0;
  }

  /** The number of the newest request. */
  get newestSeq(): number {
    return this.lastSeq;
  }

  private trim(): void {
    let drop = 0;
    while (
      this.entries.length - drop > this.limits.requests ||
      (this.bytes > this.limits.bytes && this.entries.length - drop > 1)
    ) {
      this.bytes -= this.entries[drop]?.bytes ?? 0;
      drop += 1;
    }
    if (drop > 0) this.entries.splice(0, drop);
  }
}
