/** The demo's phones over the real client: the owner's scans what a dashboard shows, the buyer's writes and is answered. */
import { createServer } from 'node:http';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startStandins, type Standins } from '#standins';
import { ALICE, Client, type RunningStandin, SELLER, until } from './support/harness.js';

/** As much of IFA as the phones look at; it shows the client's QR code as the dashboard would. */
async function dashboardOf(qrNow: () => string | null): Promise<string> {
  const server = createServer((request, response) => {
    const answers: Record<string, unknown> = {
      '/auth/login': { token: 'tok' },
      '/messaging/channels': {
        channels: [{ id: 'chn_1', platform: 'whatsapp', status: 'pending' }],
      },
      '/messaging/whatsapp/chn_1/qr': { qr: qrNow() },
    };
    const body = answers[request.url ?? ''];
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? {}));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

async function scene(): Promise<{ standins: Standins; client: Client }> {
  let client: Client | null = null;
  const apiUrl = await dashboardOf(() => {
    const state = client?.connection.state;
    return state?.state === 'qr' ? state.text : null;
  });
  const standins = await startStandins({
    demo: { apiUrl, email: 'a@b.c', password: 'x' },
    whatsapp: { preKeyUpload: 'small' },
  });
  onTestFinished(() => standins.close());
  const wsUrl = `${standins.url.replace('http', 'ws')}/whatsapp/ws/chat`;
  const running: RunningStandin = { standin: standins.whatsapp, wsUrl };
  client = new Client(running);
  return { standins, client };
}

async function post(url: string, body: object): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

/** Follows the page's feed. */
async function follow(standins: Standins): Promise<() => string> {
  let text = '';
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const answer = await fetch(`${standins.url}/phone/feed`, { signal: stop.signal });
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  const read = async (): Promise<void> => {
    for (;;) {
      const part = await reader?.read();
      if (part === undefined || part.done) return;
      text += part.value;
    }
  };
  void read().catch(() => undefined);
  return () => text;
}

describe('the phones of the demo', () => {
  it("link the owner's number with one click and show a chat with its receipts and typing", async () => {
    const { standins, client } = await scene();
    const fed = await follow(standins);
    await client.connection.start();
    await client.reached('qr');
    const scan = { number: SELLER, pushName: 'The shop' };
    expect(await post(`${standins.url}/phone/scan`, scan)).toMatchObject({ status: 200 });
    await client.reached('open');
    expect(standins.whatsapp.accounts()).toMatchObject([{ number: SELLER, pushName: 'The shop' }]);

    const written = { from: ALICE, to: SELLER, text: 'any mugs?', pushName: 'Alice' };
    await post(`${standins.url}/whatsapp/_control/send`, written);
    const { chat, id } = await client.got('any mugs?');
    await client.connection.markRead([{ chat, id }]);
    await client.connection.sendTyping(chat);
    await client.connection.sendText(chat, 'three, in blue', {
      messageId: client.connection.newMessageId(),
    });
    await until(() => fed().includes('three, in blue'), 'the answer in the feed');
    const receipt = { type: 'receipt', from: SELLER, to: ALICE, id, status: 'read' };
    const typing = { type: 'typing', from: SELLER, to: ALICE, typing: true };
    expect(fed()).toContain(JSON.stringify(receipt));
    expect(fed()).toContain(JSON.stringify(typing));
    expect(fed()).toContain(JSON.stringify({ type: 'accounts' }));
  });

  it('say what to do when the dashboard shows no code', async () => {
    const { standins } = await scene();
    const { status, body } = await post(`${standins.url}/phone/scan`, { number: SELLER });
    expect(status).toBe(409);
    expect(body).toMatchObject({ error: expect.stringMatching(/Link WhatsApp/) });
    expect((await post(`${standins.url}/phone/scan`, { number: 'me' })).status).toBe(400);
  });

  it('are told that a forged code was refused, and do not wait for ever', async () => {
    const { standins, client } = await scene();
    await client.connection.start();
    const { text } = await client.reached('qr');
    const parts = text.split(',');
    parts[3] = Buffer.alloc(32, 1).toString('base64');
    const scan = { number: SELLER, qr: parts.join(',') };
    const refused = await post(`${standins.url}/whatsapp/_control/scan-qr`, scan);
    expect(refused).toEqual({ status: 409, body: { error: 'the client hung up' } });
    expect(standins.whatsapp.accounts()).toMatchObject([{ devices: [] }]);
  });
});
