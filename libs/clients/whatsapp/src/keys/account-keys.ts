/**
 * An account's credentials and Signal keys as Baileys wants them, kept in a `WhatsappAuthStore`. Credentials are saved
 * whole, one write after the other and never before the device is linked, so that an abandoned pairing leaves nothing.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import {
  BufferJSON,
  initAuthCreds,
  proto,
  type AuthenticationCreds,
  type SignalDataSet,
  type SignalDataTypeMap,
  type SignalKeyStore,
} from '../baileys.js';
import type { KeyChange, WhatsappAuthStore } from './auth-store.js';

const SYNC_KEY = 'app-state-sync-key';

/** What Baileys itself wrote; it is the only reader and the only writer. */
const storedCreds = z.custom<AuthenticationCreds>(
  (value) => typeof value === 'object' && value !== null && 'noiseKey' in value,
);

/** See the head of this file. */
export class AccountKeys {
  private dirty = false;
  private closed = false;
  private writing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly store: WhatsappAuthStore,
    /** Baileys changes this object itself. */
    readonly creds: AuthenticationCreds,
    private readonly retryMs: number,
  ) {}

  /** Loads what is stored; starts anew, on a clean slate, where that is not a finished link. */
  static async open(store: WhatsappAuthStore, retryMs: number): Promise<AccountKeys> {
    const { creds } = await store.load();
    const known = creds === null ? null : storedCreds.parse(JSON.parse(creds, BufferJSON.reviver));
    if (known?.account) return new AccountKeys(store, known, retryMs);
    if (creds !== null) await store.clear();
    return new AccountKeys(store, initAuthCreds(), retryMs);
  }

  /** Whether the device is linked. */
  get linked(): boolean {
    return Boolean(this.creds.account);
  }

  /** The keys, without a cache: one that is filled before a write succeeds lies when it fails. */
  get signalKeys(): SignalKeyStore {
    return {
      get: async (type, ids) => {
        const stored = await this.store.get(type, ids);
        const entries = Object.entries(stored).map(([id, json]) => [id, revive(type, json)]);
        return Object.fromEntries(entries);
      },
      set: (data) => this.store.apply(changesOf(data)),
    };
  }

  /** Notes that the credentials have changed; they are written soon. */
  changed(): void {
    if (!this.linked || this.dirty) return;
    this.dirty = true;
    this.writing = this.writing.then(() => this.write());
  }

  /** Resolves when everything that was changed is stored, or when `close` gave up on it. */
  settled(): Promise<void> {
    return this.writing;
  }

  /** No more attempts to write: the account is somebody else's, or the process ends. */
  close(): void {
    this.closed = true;
  }

  private async write(): Promise<void> {
    while (!this.closed) {
      try {
        this.dirty = false;
        await this.store.saveCreds(JSON.stringify(this.creds, BufferJSON.replacer));
        return;
      } catch {
        await sleep(this.retryMs);
      }
    }
  }
}

function changesOf(data: SignalDataSet): KeyChange[] {
  return Object.entries(data).flatMap(([type, values]) =>
    Object.entries(values).map(([id, value]) => ({
      type,
      id,
      value:
        value === null || value === undefined ? null : JSON.stringify(value, BufferJSON.replacer),
    })),
  );
}

function revive(type: keyof SignalDataTypeMap, json: string): unknown {
  const value: unknown = JSON.parse(json, BufferJSON.reviver);
  if (type !== SYNC_KEY || typeof value !== 'object' || value === null) return value;
  return proto.Message.AppStateSyncKeyData.fromObject(value);
}
