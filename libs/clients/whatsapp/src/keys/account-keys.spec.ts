import { describe, expect, it } from 'vitest';
import { BufferJSON, initAuthCreds, proto } from '../baileys.js';
import { AccountKeys } from './account-keys.js';
import type { WhatsappAuthStore } from './auth-store.js';

const RETRY_MS = 1;

/** A store as a plain object, which keeps what it is given and what it was asked. */
function store(creds: string | null = null) {
  const rows = new Map<string, string>();
  const saved: string[] = [];
  const calls = { clear: 0, failures: 0 };
  const port: WhatsappAuthStore = {
    load: async () => ({ creds }),
    get: async (type, ids) =>
      Object.fromEntries(
        ids.flatMap((id) => {
          const value = rows.get(`${type}:${id}`);
          return value === undefined ? [] : [[id, value]];
        }),
      ),
    apply: async (changes) => {
      for (const { type, id, value } of changes) {
        if (value === null) rows.delete(`${type}:${id}`);
        else rows.set(`${type}:${id}`, value);
      }
    },
    saveCreds: async (json) => {
      if (calls.failures > 0) {
        calls.failures -= 1;
        throw new Error('the store is away');
      }
      saved.push(json);
    },
    clear: async () => {
      calls.clear += 1;
    },
    journal: async () => undefined,
  };
  return { port, rows, saved, calls };
}

const json = (value: unknown): string => JSON.stringify(value, BufferJSON.replacer);
const account = { details: Buffer.from('details') };

describe('AccountKeys', () => {
  it('gives back binary keys, mappings and sync keys as they were', async () => {
    const { port, rows } = store();
    const { signalKeys } = await AccountKeys.open(port, RETRY_MS);
    const pair = { public: Buffer.from('public'), private: Buffer.from('private') };
    const syncKey = proto.Message.AppStateSyncKeyData.fromObject({ keyData: Buffer.from('k') });
    await signalKeys.set({
      'pre-key': { '1': pair },
      'lid-mapping': { '123': '456' },
      'app-state-sync-key': { AA: syncKey },
    });
    expect(await signalKeys.get('pre-key', ['1', '2'])).toEqual({ '1': pair });
    expect(await signalKeys.get('lid-mapping', ['123'])).toEqual({ '123': '456' });
    const kept = await signalKeys.get('app-state-sync-key', ['AA']);
    expect(kept['AA']).toBeInstanceOf(proto.Message.AppStateSyncKeyData);
    await signalKeys.set({ 'pre-key': { '1': null } });
    expect([...rows.keys()]).toEqual(['lid-mapping:123', 'app-state-sync-key:AA']);
  });

  it('saves nothing of a device that is not linked yet', async () => {
    const { port, saved } = store();
    const keys = await AccountKeys.open(port, RETRY_MS);
    keys.creds.me = { id: '1@s.whatsapp.net' };
    keys.changed();
    await keys.settled();
    expect(saved).toEqual([]);
    keys.creds.account = account;
    keys.changed();
    await keys.settled();
    expect(saved).toHaveLength(1);
  });

  it('starts anew, on a clean slate, after a pairing that was not finished', async () => {
    const unfinished = { ...initAuthCreds(), me: { id: '1@s.whatsapp.net' } };
    const { port, calls } = store(json(unfinished));
    const keys = await AccountKeys.open(port, RETRY_MS);
    expect(keys.linked).toBe(false);
    expect(keys.creds.me).toBeUndefined();
    expect(calls.clear).toBe(1);
  });

  it('goes on with a link that is stored', async () => {
    const linked = { ...initAuthCreds(), account };
    const { port, calls } = store(json(linked));
    const keys = await AccountKeys.open(port, RETRY_MS);
    expect(keys.linked).toBe(true);
    expect(keys.creds.noiseKey).toEqual(linked.noiseKey);
    expect(calls.clear).toBe(0);
  });

  it('saves the last state however often it changed and however often the store was away', async () => {
    const { port, saved, calls } = store(json({ ...initAuthCreds(), account }));
    const keys = await AccountKeys.open(port, RETRY_MS);
    calls.failures = 3;
    for (let counter = 1; counter <= 20; counter += 1) {
      keys.creds.accountSyncCounter = counter;
      keys.changed();
    }
    await keys.settled();
    expect(JSON.parse(saved.at(-1) ?? '{}')).toMatchObject({ accountSyncCounter: 20 });
  });

  it('gives up when it is closed', async () => {
    const { port, saved, calls } = store(json({ ...initAuthCreds(), account }));
    const keys = await AccountKeys.open(port, RETRY_MS);
    calls.failures = Number.POSITIVE_INFINITY;
    keys.changed();
    keys.close();
    await keys.settled();
    expect(saved).toEqual([]);
  });
});
