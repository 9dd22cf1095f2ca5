/** What buyers send besides text, from their phone to the model; and what they see while it is answered. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aTelegramChannel } from '../../factories/channel.factory.js';
import { aSellerWithAgent } from '../../factories/seller.factory.js';
import { eventually } from '../../support/eventually.js';
import type { TestWorker } from '../../support/apps/worker-app.js';
import {
  aLinkedNumber,
  aNumber,
  answersTo,
  startWhatsappWorker,
} from './support/whatsapp-scene.js';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const OGG = Buffer.concat([Buffer.from('OggS'), Buffer.alloc(200, 7)]);
const HEARD = 'Do you have a blue teapot?';

/** A chat with one buyer. */
interface Chat {
  send(kind: 'image' | 'voice' | 'film', bytes: Buffer, text?: string): Promise<void>;
  answers(): string[];
}

/** Sends it, waits for the answer, and tells what the model was asked meanwhile, as one text. */
async function ask(
  worker: TestWorker,
  chat: Chat,
  ...what: Parameters<Chat['send']>
): Promise<string> {
  const before = chat.answers().length;
  const seen = worker.standins.anthropic.newestSeq;
  await chat.send(...what);
  await eventually('an answer', () => chat.answers().length > before);
  return JSON.stringify(worker.standins.anthropic.requests({ since: seen }));
}

async function onWhatsapp(worker: TestWorker): Promise<Chat> {
  const linked = await aLinkedNumber(worker);
  const buyer = aNumber();
  return {
    send: async (kind, data, text = '') => {
      const message = { videoMessage: { caption: text } };
      const how = kind === 'film' ? { message } : { kind, data };
      await worker.standins.whatsapp.send(buyer, linked.number, text, how);
    },
    answers: () => answersTo(worker, linked, buyer),
  };
}

async function onTelegram(worker: TestWorker): Promise<Chat> {
  const seller = await aSellerWithAgent(worker.database.dataSource);
  const { token } = await aTelegramChannel(worker, seller);
  const person = worker.standins.telegram.person(token, { id: randomInt(1_000, 1_000_000) });
  return {
    send: async (kind, bytes, caption) => {
      if (kind === 'film') person.sendContent({ video: { file_id: 'v' } }, caption);
      else if (kind === 'voice') await person.sendVoice({ bytes, mimeType: 'audio/ogg' }, 3);
      else await person.sendPhoto({ bytes, mimeType: 'image/png', ...(caption && { caption }) });
    },
    answers: () =>
      person
        .messages()
        .filter((one) => one.from === 'bot')
        .map((one) => one.text),
  };
}

const CHATS = [
  { platform: 'WhatsApp', open: onWhatsapp },
  { platform: 'Telegram', open: onTelegram },
];

describe('with somebody who writes down what is said', () => {
  let worker: TestWorker;
  let transcriber: Server;
  const posted: { url: string; body: Buffer }[] = [];

  beforeAll(async () => {
    transcriber = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        posted.push({ url: request.url ?? '', body: Buffer.concat(chunks) });
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ text: HEARD }));
      });
    });
    await new Promise<void>((done) => transcriber.listen(0, '127.0.0.1', done));
    const { port } = transcriber.address() as AddressInfo;
    worker = await startWhatsappWorker({ env: { TRANSCRIBER_URL: `http://127.0.0.1:${port}/v1` } });
  });

  afterAll(async () => {
    await worker?.close();
    await new Promise((done) => transcriber.close(done));
  });

  it.each(CHATS)('is heard and seen on $platform', async ({ open }) => {
    const chat = await open(worker);
    posted.length = 0;
    const heard = await ask(worker, chat, 'voice', OGG);
    expect(posted.map(({ url }) => url)).toEqual(['/v1/audio/transcriptions']);
    expect(posted[0]?.body.includes(OGG)).toBe(true);
    expect(heard).toContain(HEARD);

    const seen = await ask(worker, chat, 'image', PNG, 'Do you have this one?');
    expect(seen).toContain('"media_type":"image/png"');
    expect(seen).toContain(PNG.toString('base64').slice(0, 40));
    expect(seen).toContain('Do you have this one?');

    const fake = Buffer.from('MZ this is a program');
    const refused = await ask(worker, chat, 'image', fake, 'Look');
    expect(refused).not.toContain(fake.toString('base64'));
    expect(refused).toContain('a picture that you cannot see');
  });
});

describe('without one', () => {
  let worker: TestWorker;

  beforeAll(async () => {
    worker = await startWhatsappWorker();
  });

  afterAll(async () => {
    await worker?.close();
  });

  it.each(CHATS)('asks who sent a voice note on $platform to write', async ({ open }) => {
    expect(await ask(worker, await open(worker), 'voice', OGG)).toContain(
      'You cannot listen to it; ask them to write.',
    );
  });

  it.each(CHATS)('knows of a film on $platform, not only the words below it', async ({ open }) => {
    const asked = await ask(worker, await open(worker), 'film', PNG, 'Can you make this?');
    expect(asked).toContain('Can you make this?');
    expect(asked).toContain('sent something that is not text');
  });

  it('shows typing while the answer is worked on, after the ticks turned blue, and then no more', async () => {
    const linked = await aLinkedNumber(worker);
    const buyer = aNumber();
    const told: string[] = [];
    const { whatsapp, anthropic } = worker.standins;
    const stops = [
      whatsapp.on('typing', ({ phone, state }) => phone === buyer && told.push(state)),
      whatsapp.on('receipt', ({ phone, status }) => phone === buyer && told.push(status)),
      whatsapp.on('message', ({ phone, line }) => {
        if (phone === buyer && !line.mine) told.push('answer');
      }),
      anthropic.onRequest(async () => {
        // The model takes as long as the buyer needs to see it.
        await eventually('typing', () => told.includes('composing'));
        told.push('model');
      }),
    ];
    await whatsapp.send(buyer, linked.number, 'Hello?');
    await eventually('an answer', () => told.includes('answer'));
    await eventually('the end of typing', () => told.at(-1) === 'paused');
    for (const stop of stops) stop();
    expect(told.indexOf('read')).toBeGreaterThanOrEqual(0);
    expect(told.indexOf('read')).toBeLessThan(told.indexOf('composing'));
    expect(told.indexOf('composing')).toBeLessThan(told.indexOf('model'));
  });

  it('shows typing on Telegram as well', async () => {
    const seller = await aSellerWithAgent(worker.database.dataSource);
    const { token, chatId } = await aTelegramChannel(worker, seller);
    const { telegram, anthropic } = worker.standins;
    const typing = () => telegram.calls({ bot: token, method: 'sendChatAction' });
    const stop = anthropic.onRequest(async () => {
      await eventually('typing', () => typing().length > 0);
    });
    const person = telegram.person(token, { id: Number(chatId) });
    person.send('Hello?');
    await eventually('an answer', () => person.messages().some((one) => one.from === 'bot'));
    stop();
    expect(typing().length).toBeGreaterThan(0);
  });
});
