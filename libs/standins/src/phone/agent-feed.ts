/**
 * What the demo shop's agent does, read where any seller could read it: IFA's own API, by the demo account.
 * Signs in, takes the last events, then follows the event stream; when IFA goes away it tries again and goes on after
 * the last event it has. Never throws: its state says how it stands.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { readEventStream } from './sse-reader.js';

const KEPT_EVENTS = 400;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;

/** Where IFA is and who looks. */
export interface DemoAccount {
  /** e.g. `http://127.0.0.1:8080`. */
  apiUrl: string;
  email: string;
  password: string;
}

/** An event of the agent as IFA tells it. */
export interface AgentEvent {
  id: string;
  type: string;
  content: string;
  metadata: Record<string, unknown>;
  /** ISO 8601. */
  createdAt: string;
}

/** `off`: no demo account was given. `refused`: IFA does not accept it (yet). `no_agent`: it has no agent (yet). */
export type FeedState = 'off' | 'connecting' | 'live' | 'unreachable' | 'refused' | 'no_agent';

/** What happens in the feed. */
export interface FeedListener {
  onEvent(event: AgentEvent): void;
  onState(state: FeedState): void;
}

const eventSchema = z
  .object({
    id: z.string(),
    type: z.string().optional(),
    eventType: z.string().optional(),
    content: z.string().nullish(),
    metadata: z.record(z.string(), z.unknown()).nullish(),
    createdAt: z.string().optional(),
  })
  .transform((event): AgentEvent => ({
    id: event.id,
    type: event.type ?? event.eventType ?? 'event',
    content: event.content ?? '',
    metadata: event.metadata ?? {},
    createdAt: event.createdAt ?? new Date().toISOString(),
  }));

/** Follows one agent's events. */
export class AgentFeed {
  private events: AgentEvent[] = [];
  private current: FeedState;
  private token: string | null = null;
  private readonly stopped = new AbortController();
  private readonly listeners = new Set<FeedListener>();

  constructor(private readonly account: DemoAccount | null) {
    this.current = account ? 'connecting' : 'off';
  }

  get state(): FeedState {
    return this.current;
  }

  /** The last events, oldest first. */
  get recent(): readonly AgentEvent[] {
    return this.events;
  }

  listen(listener: FeedListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Starts following; returns at once. */
  start(): void {
    const { account } = this;
    if (account) void this.follow(account);
  }

  close(): void {
    this.stopped.abort();
  }

  private async follow(account: DemoAccount): Promise<void> {
    const { signal } = this.stopped;
    let waitMs = FIRST_WAIT_MS;
    while (!signal.aborted) {
      try {
        await this.session(account, () => (waitMs = FIRST_WAIT_MS));
      } catch (error) {
        const state = error instanceof NotYet ? error.state : 'unreachable';
        if (state === 'refused') this.token = null;
        this.setState(state);
      }
      await wait(waitMs, undefined, { signal }).catch(() => undefined);
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    }
  }

  /** One connection: until it ends or breaks. */
  private async session(account: DemoAccount, onOpen: () => void): Promise<void> {
    this.token ??= await this.signIn(account);
    if (this.events.length === 0) await this.readPast(account);
    const last = this.events.at(-1);
    const headers = last === undefined ? {} : { 'last-event-id': last.id };
    const answer = await this.get(account, '/agents/me/events/stream', headers);
    if (!answer.body) throw new Error('no stream');
    onOpen();
    this.setState('live');
    for await (const { data } of readEventStream(answer.body)) this.take(data);
    this.setState('connecting');
  }

  private async signIn({ apiUrl, email, password }: DemoAccount): Promise<string> {
    const answer = await fetch(`${apiUrl}/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
      signal: AbortSignal.any([this.stopped.signal, AbortSignal.timeout(10_000)]),
    });
    return z.object({ token: z.string() }).parse(await accepted(answer).json()).token;
  }

  /** The stream starts with what happens next; what happened before comes from the list. */
  private async readPast(account: DemoAccount): Promise<void> {
    const answer = await this.get(account, '/agents/me/events?limit=100');
    const { events } = z.object({ events: z.array(eventSchema) }).parse(await answer.json());
    this.events = events.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt));
    for (const event of this.events) this.tell((listener) => listener.onEvent(event));
  }

  private async get(
    account: DemoAccount,
    path: string,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const answer = await fetch(`${account.apiUrl}${path}`, {
      headers: { authorization: `Bearer ${this.token ?? ''}`, ...headers },
      signal: this.stopped.signal,
    });
    return accepted(answer);
  }

  private take(data: string): void {
    const parsed = eventSchema.safeParse(jsonOrNull(data));
    // What has no id is a fragment of an answer in the making; the whole comes later.
    if (!parsed.success || this.events.some(({ id }) => id === parsed.data.id)) return;
    this.events.push(parsed.data);
    if (this.events.length > KEPT_EVENTS) this.events.shift();
    this.tell((listener) => listener.onEvent(parsed.data));
  }

  private setState(state: FeedState): void {
    if (state === this.current || this.stopped.signal.aborted) return;
    this.current = state;
    this.tell((listener) => listener.onState(state));
  }

  private tell(what: (listener: FeedListener) => void): void {
    for (const listener of this.listeners) what(listener);
  }
}

class NotYet extends Error {
  constructor(readonly state: FeedState) {
    super(state);
  }
}

function accepted(answer: Response): Response {
  if (answer.ok) return answer;
  if (answer.status === 401 || answer.status === 403) throw new NotYet('refused');
  if (answer.status === 404) throw new NotYet('no_agent');
  throw new Error(`status ${answer.status}`);
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
