/** An auth store in memory, with a knob for everything that a real one can do to its client. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type KeyChange,
  StoreFencedError,
  type WhatsappAuthStore,
  type WhatsappMessage,
} from '#clients/whatsapp';

export class MemoryAuthStore implements WhatsappAuthStore {
  readonly rows = new Map<string, string>();
  readonly journalled: WhatsappMessage[] = [];
  creds: string | null = null;
  /** Every call takes up to so long, at random, in milliseconds. */
  latencyMs = 0;
  /** Reading a Signal session takes so long, in milliseconds. */
  sessionLatencyMs = 0;
  /** The account belongs to somebody else: nothing can be written. */
  fenced = false;
  /** The store is away. */
  down = false;
  /** Writes that were attempted, refused ones included. */
  writes = 0;

  async load(): Promise<{ creds: string | null }> {
    await this.reached();
    return { creds: this.creds };
  }

  async get(type: string, ids: string[]): Promise<Record<string, string>> {
    await this.reached();
    if (type === 'session' && this.sessionLatencyMs > 0) await sleep(this.sessionLatencyMs);
    const found = ids.flatMap((id) => {
      const value = this.rows.get(`${type}:${id}`);
      return value === undefined ? [] : [[id, value] as const];
    });
    return Object.fromEntries(found);
  }

  async apply(changes: KeyChange[]): Promise<void> {
    await this.writable();
    for (const { type, id, value } of changes) {
      if (value === null) this.rows.delete(`${type}:${id}`);
      else this.rows.set(`${type}:${id}`, value);
    }
  }

  async saveCreds(json: string): Promise<void> {
    await this.writable();
    this.creds = json;
  }

  async clear(): Promise<void> {
    await this.writable();
    this.creds = null;
    this.rows.clear();
  }

  async journal(message: WhatsappMessage): Promise<void> {
    await this.writable();
    this.journalled.push(message);
  }

  /** Loses the sessions with that contact, as a store restored from a backup has. */
  forgetSessions(contact: string): void {
    for (const key of this.rows.keys()) {
      if (key.startsWith('session:') && key.includes(contact)) this.rows.delete(key);
    }
  }

  private async writable(): Promise<void> {
    this.writes += 1;
    await this.reached();
    if (this.fenced) throw new StoreFencedError('somebody else owns this account');
  }

  private async reached(): Promise<void> {
    if (this.latencyMs > 0) await sleep(Math.random() * this.latencyMs);
    if (this.down) throw new Error('the store is away');
  }
}
