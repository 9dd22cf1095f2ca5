/** The stand-in as other processes use it: over HTTP, and across a restart. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify from 'fastify';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { WhatsappStandin } from '../../../libs/standins/src/whatsapp/whatsapp.standin.js';
import { ALICE, Client, SELLER, until } from './support/harness.js';

async function serve(standin: WhatsappStandin) {
  const app = Fastify();
  await standin.register(app);
  standin.attach(app.server);
  await app.listen({ port: 0, host: '127.0.0.1' });
  onTestFinished(async () => {
    await standin.close();
    await app.close();
  });
  const { port } = app.server.address() as AddressInfo;
  const control = `http://127.0.0.1:${port}/whatsapp/_control`;
  const get = async (path: string) => (await fetch(control + path)).json();
  const post = async (path: string, body: object) => {
    const response = await fetch(control + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };
  return { wsUrl: `ws://127.0.0.1:${port}/whatsapp/ws/chat`, get, post };
}

describe('the stand-in over HTTP', () => {
  it('links, exchanges messages, confirms, unlinks', async () => {
    const standin = new WhatsappStandin({ preKeyUpload: 'small' });
    const { wsUrl, get, post } = await serve(standin);
    const { hex } = z.object({ hex: z.string() }).parse(await get('/root-key'));
    const client = new Client({ standin, wsUrl }, { trustRoot: hex });
    await client.connection.start();
    const { text } = await client.reached('qr');
    expect(await post('/scan-qr', { number: SELLER, qr: text })).toEqual({
      status: 200,
      body: { device: 1 },
    });
    await client.reached('open');
    await post('/send', { from: ALICE, to: SELLER, text: 'hello', pushName: 'Alice' });
    const { chat, pushName } = await client.got('hello');
    expect(pushName).toBe('Alice');
    const messageId = client.connection.newMessageId();
    await client.connection.sendText(chat, 'hello yourself', { messageId });
    await until(() => standin.inbox(ALICE).length === 1, 'the answer');
    expect(await get(`/inbox?number=${ALICE}`)).toMatchObject([
      { id: messageId, text: 'hello yourself', mine: false, with: SELLER },
    ]);
    await post('/receipt', { from: ALICE, to: SELLER, id: messageId, status: 'read' });
    await until(() => client.receipts.some(({ status }) => status === 'read'), 'the receipt');
    await post('/unlink', { number: SELLER });
    expect(await client.reached('closed')).toMatchObject({ reason: 'logged_out' });
  });

  it('links by code', async () => {
    const standin = new WhatsappStandin({ preKeyUpload: 'small' });
    const { wsUrl, post } = await serve(standin);
    const client = new Client({ standin, wsUrl });
    await client.connection.start();
    await client.reached('qr');
    const code = await client.connection.requestPairingCode(SELLER);
    const shown = `${code.slice(0, 4)}-${code.slice(4).toLowerCase()}`;
    expect(await post('/enter-code', { number: SELLER, code: shown })).toMatchObject({
      status: 200,
    });
    await client.reached('open');
  });

  it('hosts the pictures that it sends, encrypted, and the client reads them', async () => {
    const standin = new WhatsappStandin({ preKeyUpload: 'small' });
    const { wsUrl, post } = await serve(standin);
    const client = await new Client({ standin, wsUrl }).link();
    const picture = Buffer.from('a picture of a ring');
    const data = picture.toString('base64');
    const message = { from: ALICE, to: SELLER, text: 'this one', kind: 'image' };
    await post('/send', { ...message, data, mimeType: 'image/png' });
    const { media } = await client.got('this one');
    if (media === null) throw new Error('no media');
    expect(media).toMatchObject({
      type: 'image',
      mimeType: 'image/png',
      sizeBytes: picture.length,
    });
    const { connection } = client;
    expect(await connection.fetchMedia(media, { maxBytes: 1_000 })).toEqual(picture);

    const wrongKey = { ...media, mediaKey: Buffer.alloc(32).toString('base64') };
    for (const [handle, maxBytes, code] of [
      [media, 5, 'whatsapp.media_unusable'],
      [wrongKey, 1_000, 'whatsapp.media_unusable'],
      [{ ...media, directPath: '//example.com/x' }, 1_000, 'whatsapp.media_unusable'],
      [{ ...media, directPath: 'https://example.com/x' }, 1_000, 'whatsapp.media_unusable'],
      [{ ...media, directPath: '/whatsapp/media/gone' }, 1_000, 'whatsapp.media_gone'],
    ] as const) {
      await expect(connection.fetchMedia(handle, { maxBytes })).rejects.toMatchObject({ code });
    }
  });

  it('says what cannot be done and what is wrong with a question', async () => {
    const { post } = await serve(new WhatsappStandin());
    expect(await post('/scan-qr', { number: SELLER, qr: 'old' })).toMatchObject({ status: 409 });
    expect(await post('/send', { from: 'Alice', to: SELLER, text: 'x' })).toMatchObject({
      status: 400,
    });
  });

  it('takes and shows faults', async () => {
    const standin = new WhatsappStandin();
    const { get, post } = await serve(standin);
    await post('/faults', { outgoing: { kind: 'reject', code: 463 }, failLogin: 405 });
    expect(standin.faults).toMatchObject({ failLogin: 405, refuse: false });
    await post('/faults', { failLogin: null });
    expect(await get('/faults')).toMatchObject({
      failLogin: null,
      outgoing: { kind: 'reject', code: 463 },
    });
  });
});

describe('a stand-in that is restarted', () => {
  it('knows its phones, links and waiting messages again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'standin-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const stateFile = join(folder, 'whatsapp.json');
    // Between the two stand-ins nobody takes the upgrade, and the client meets that.
    let refused = 0;
    const server = createServer((_request, response) => {
      refused += 1;
      response.writeHead(503).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const wsUrl = `ws://127.0.0.1:${port}/whatsapp/ws/chat`;

    const first = new WhatsappStandin({ stateFile, preKeyUpload: 'small' });
    first.attach(server);
    const client = await new Client({ standin: first, wsUrl }).link();
    await first.send(ALICE, SELLER, 'before');
    const { chat } = await client.got('before');
    const messageId = client.connection.newMessageId();
    await client.connection.sendText(chat, 'answer', { messageId });
    first.faults.hold = true;
    await first.send(ALICE, SELLER, 'waiting');
    await first.close();
    await until(() => refused > 0, 'a refused socket');

    const second = new WhatsappStandin({ stateFile, preKeyUpload: 'small' });
    second.attach(server);
    onTestFinished(() => second.close());
    await client.got('waiting');
    await second.send(ALICE, SELLER, 'after');
    await client.got('after');
    expect(client.undecryptable).toEqual([]);
    expect(second.lines(ALICE, SELLER).map(({ text }) => text)).toEqual([
      'before',
      'answer',
      'waiting',
      'after',
    ]);
  });
});
