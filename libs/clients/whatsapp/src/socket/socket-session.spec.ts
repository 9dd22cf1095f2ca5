import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AccountKeys } from '../keys/account-keys.js';
import type { WhatsappAuthStore } from '../keys/auth-store.js';
import {
  DEFAULT_TIMINGS,
  type BaileysSocket,
  type WhatsappSettings,
  type WhatsappTimings,
} from '../whatsapp-options.js';
import { SocketSession, type SessionListener } from './socket-session.js';

const store: WhatsappAuthStore = {
  load: async () => ({ creds: null }),
  get: async () => ({}),
  apply: async () => undefined,
  saveCreds: async () => undefined,
  clear: async () => undefined,
  journal: async () => undefined,
};

/** A socket that writes down what is asked of it and says what the test makes it say. */
class ScriptedSocket {
  readonly ev = new EventEmitter();
  readonly ws = Object.assign(new EventEmitter(), { isOpen: true, close: async () => undefined });
  readonly asked: unknown[][] = [];
  /** What writing a message does. */
  writing: () => Promise<void> = async () => undefined;

  sendMessage = async (...args: unknown[]): Promise<void> => {
    this.asked.push(['sendMessage', ...args]);
    await this.writing();
  };
  sendPresenceUpdate = async (...args: unknown[]): Promise<void> => {
    this.asked.push(['presence', ...args]);
  };
  readMessages = async (...args: unknown[]): Promise<void> => {
    this.asked.push(['readMessages', ...args]);
  };
  requestPairingCode = async (number: string): Promise<string> => {
    this.asked.push(['pairingCode', number]);
    return 'ABCD1234';
  };
  logout = async (): Promise<void> => undefined;
  end = async (): Promise<void> => this.say({ connection: 'close' });

  say(update: object): void {
    this.ev.emit('connection.update', update);
  }

  ack(attrs: Record<string, string>): void {
    this.ws.emit('frame', { tag: 'ack', attrs: { class: 'message', from: '5@lid', ...attrs } });
  }
}

const baileysSocket = z.custom<BaileysSocket>();

async function session(timings: Partial<WhatsappTimings> = {}) {
  const socket = new ScriptedSocket();
  const told: unknown[][] = [];
  const tell =
    (name: string) =>
    (...args: unknown[]): void =>
      void told.push([name, ...args]);
  const listener: SessionListener = {
    qr: tell('qr'),
    open: tell('open'),
    restricted: tell('restricted'),
    message: tell('message'),
    receipt: tell('receipt'),
    undecryptable: tell('undecryptable'),
    nextArrival: () => 1,
  };
  const settings: WhatsappSettings = {
    store,
    wsUrl: null,
    trustRoot: null,
    version: null,
    findSentText: async () => null,
    log: () => undefined,
    socketFactory: () => baileysSocket.parse(socket),
    without: [],
    timings: { ...DEFAULT_TIMINGS, ...timings },
  };
  const keys = await AccountKeys.open(store, 1);
  return { socket, told, session: new SocketSession(settings, store, keys, listener) };
}

describe('SocketSession', () => {
  it('sends a text under the given id and fetches no preview of what it names', async () => {
    const { socket, session: s } = await session();
    socket.say({ connection: 'open' });
    const sending = s.sendText('5@lid', 'see https://example.com', 'ID1');
    socket.ack({ id: 'ID1' });
    await sending;
    const content = { text: 'see https://example.com', linkPreview: null };
    expect(socket.asked).toEqual([['sendMessage', '5@lid', content, { messageId: 'ID1' }]]);
  });

  it('sends nothing before it is open and after it is closed', async () => {
    const { socket, session: s } = await session();
    await expect(s.sendText('5@lid', 'x', 'A')).rejects.toMatchObject({
      code: 'whatsapp.not_connected',
    });
    socket.say({ connection: 'open' });
    socket.say({ connection: 'close' });
    await expect(s.sendTyping('5@lid', true)).rejects.toMatchObject({
      code: 'whatsapp.not_connected',
    });
    expect(socket.asked).toEqual([]);
  });

  it('cannot tell whether a message left when writing it failed', async () => {
    const { socket, session: s } = await session();
    socket.say({ connection: 'open' });
    socket.writing = () => Promise.reject(new Error('write ECONNRESET'));
    await expect(s.sendText('5@lid', 'x', 'A')).rejects.toMatchObject({
      code: 'whatsapp.unconfirmed',
    });
  });

  it('is online only while it types, so that the phone keeps ringing', async () => {
    const { socket, session: s } = await session();
    socket.say({ connection: 'open' });
    await s.sendTyping('5@lid', true);
    await s.sendTyping('5@lid', false);
    expect(socket.asked).toEqual([
      ['presence', 'available'],
      ['presence', 'composing', '5@lid'],
      ['presence', 'paused', '5@lid'],
      ['presence', 'unavailable'],
    ]);
  });

  it('asks for a pairing code only when the server is ready for it', async () => {
    const { socket, session: s } = await session();
    const code = s.requestPairingCode('4915');
    await new Promise(setImmediate);
    expect(socket.asked).toEqual([]);
    socket.say({ qr: 'QR' });
    expect(await code).toBe('ABCD1234');
    expect(socket.asked).toEqual([['pairingCode', '4915']]);
  });

  it('tells when the account may open no new chats, and until when', async () => {
    const { socket, told } = await session();
    const timeEnforcementEnds = new Date('2026-12-01');
    socket.say({ reachoutTimeLock: { isActive: true, timeEnforcementEnds } });
    socket.say({ reachoutTimeLock: { isActive: false } });
    expect(told).toEqual([['restricted', timeEnforcementEnds]]);
  });

  const ever = 600_000;

  it.each([
    ['says nothing', { firstWordMs: 1, loginMs: ever }, () => undefined],
    [
      'does not open after its first word',
      { firstWordMs: ever, loginMs: 1 },
      (socket: ScriptedSocket) => socket.ack({ id: 'A' }),
    ],
    [
      'was scanned and does not end for the restart',
      { firstWordMs: 50, loginMs: ever },
      (socket: ScriptedSocket) => {
        socket.ack({ id: 'A' });
        socket.say({ qr: 'QR' });
        socket.say({ isNewLogin: true });
      },
    ],
  ])('ends a socket that %s', async (_, timings, play) => {
    const { socket, session: s } = await session(timings);
    play(socket);
    expect(await s.ended).toMatchObject({ code: null, openMs: 0 });
  });

  it('tells of each code how long WhatsApp lets it live', async () => {
    const { socket, told } = await session();
    for (const qr of ['A', 'B', 'C']) socket.say({ qr });
    expect(told).toEqual([
      ['qr', 'A', 60_000],
      ['qr', 'B', 20_000],
      ['qr', 'C', 20_000],
    ]);
  });

  it('knows a server whose codes have run out from a line that is dead', async () => {
    for (const [message, codesSpent] of [
      ['QR refs attempts ended', true],
      ['Connection was lost', false],
    ] as const) {
      const { socket, session: s } = await session();
      const error = Object.assign(new Error(message), { output: { statusCode: 408 } });
      socket.say({ connection: 'close', lastDisconnect: { error } });
      expect(await s.ended).toMatchObject({ code: 408, codesSpent });
    }
  });

  it.each([
    ['with the code it has', { output: { statusCode: 428 } }, 428],
    ['without one when it has none', new Error('write ECONNRESET'), null],
    ['without one when it was asked for', undefined, null],
  ])('ends %s', async (_, error, code) => {
    const { socket, session: s } = await session();
    socket.say({ connection: 'close', lastDisconnect: { error } });
    expect(await s.ended).toMatchObject({ code, openMs: 0 });
  });
});
