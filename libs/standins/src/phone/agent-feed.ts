/**
 * What a seller's agent does and which shops it answers, read where that seller could read it: IFA's own API.
 * Takes the last events, then follows the event stream; when IFA goes away it tries again and goes on after
 * the last event it has. Never throws: its state says how it stands.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { ApiRefusal, type IfaReader } from './ifa-reader.js';
import { readEventStream } from './sse-reader.js';

const KEPT_EVENTS = 400;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;

/** An event of the agent as IFA tells it. */
export interface AgentEvent {
  id: string;
  type: string;
  content: string;
  metadata: Record<string, unknown>;
  /** ISO 8601. */
  createdAt: string;
}

/** `off`: no account was given. `refused`: IFA does not accept it (yet). `no_agent`: it has no agent (yet). */
export type FeedState = 'off' | 'connecting' | 'live' | 'unreachable' | 'refused' | 'no_agent';

/** What happens in the feed. */
export interface FeedListener {
  onEvent(event: AgentEvent): void;
  onState(state: FeedState): void;
  /** The bots and numbers it answers on, as the messengers name them. */
  onShops(shops: readonly string[]): void;
}

const channelsSchema = z.object({
  channels: z.array(
    z.object({
      platform: z.string(),
      platformId: z.string(),
      displayName: z.string(),
      status: z.string(),
    }),
  ),
});

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
  private known: readonly string[] | null = null;
  private current: FeedState;
  private readonly stopped = new AbortController();
  private readonly listeners = new Set<FeedListener>();

  /** @param api null: no account was given */
  constructor(private readonly api: IfaReader | null) {
    this.current = api ? 'connecting' : 'off';
  }

  get state(): FeedState {
    return this.current;
  }

  /** The last events, oldest first. */
  get recent(): readonly AgentEvent[] {
    return this.events;
  }

  /** The bots and numbers it answers on; null: not known yet. */
  get shops(): readonly string[] | null {
    return this.known;
  }

  listen(listener: FeedListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Starts following; returns at once. */
  start(): void {
    const { api } = this;
    if (api) void this.follow(api);
  }

  close(): void {
    this.stopped.abort();
  }

  private async follow(api: IfaReader): Promise<void> {
    const { signal } = this.stopped;
    let waitMs = FIRST_WAIT_MS;
    while (!signal.aborted) {
      try {
        await this.session(api, () => (waitMs = FIRST_WAIT_MS));
      } catch (error) {
        this.setState(stateOf(error));
      }
      await wait(waitMs, undefined, { signal }).catch(() => undefined);
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    }
  }

  /** One connection: until it ends or breaks. */
  private async session(api: IfaReader, onOpen: () => void): Promise<void> {
    await this.readShops(api);
    if (this.events.length === 0) await this.readPast(api);
    const last = this.events.at(-1);
    const headers = last === undefined ? {} : { 'last-event-id': last.id };
    const answer = await api.get('/agents/me/events/stream', headers);
    if (!answer.body) throw new Error('no stream');
    onOpen();
    this.setState('live');
    for await (const { data } of readEventStream(answer.body)) this.take(api, data);
    this.setState('connecting');
  }

  /** The stream starts with what happens next; what happened before comes from the list. */
  private async readPast(api: IfaReader): Promise<void> {
    const answer = await api.get('/agents/me/events?limit=100');
    const { events } = z.object({ events: z.array(eventSchema) }).parse(await answer.json());
    this.events = events.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt));
    for (const event of this.events) this.tell((listener) => listener.onEvent(event));
  }

  /** A WhatsApp number is called by its digits, a Telegram bot by the number of its account. */
  private async readShops(api: IfaReader): Promise<void> {
    const answer = await api.get('/messaging/channels');
    const { channels } = channelsSchema.parse(await answer.json());
    const linked = channels.filter(({ status }) => status !== 'disconnected');
    this.known = linked.map(({ platform, platformId, displayName }) =>
      platform === 'whatsapp' ? displayName.replaceAll(/\D/g, '') : platformId,
    );
    const shops = this.known;
    this.tell((listener) => listener.onShops(shops));
  }

  private take(api: IfaReader, data: string): void {
    const parsed = eventSchema.safeParse(jsonOrNull(data));
    // What has no id is a fragment of an answer in the making; the whole comes later.
    if (!parsed.success || this.events.some(({ id }) => id === parsed.data.id)) return;
    this.events.push(parsed.data);
    if (this.events.length > KEPT_EVENTS) this.events.shift();
    this.tell((listener) => listener.onEvent(parsed.data));
    if (parsed.data.type === 'channel.changed') void this.readShops(api).catch(() => undefined);
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

function stateOf(error: unknown): FeedState {
  if (!(error instanceof ApiRefusal)) return 'unreachable';
  if (error.status === 401 || error.status === 403) return 'refused';
  return error.status === 404 ? 'no_agent' : 'unreachable';
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
