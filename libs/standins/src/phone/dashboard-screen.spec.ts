/** IFA's side is a small server that answers what the test says; everything on this side is real. */
import { createServer } from 'node:http';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DashboardScreen } from './dashboard-screen.js';
import { DemoApi } from './demo-api.js';

type Answers = Record<string, { status?: number; body: unknown }>;

const LOGIN = { '/auth/login': { body: { token: 'tok' } } };
const whatsapp = (id: string, status: string) => ({ id, platform: 'whatsapp', status });

async function screenOver(
  answers: Answers,
): Promise<{ screen: DashboardScreen; asked: string[]; api: DemoApi }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const { status = 200, body } = answers[path] ?? { status: 404, body: {} };
    asked.push(path);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const account = { apiUrl: `http://127.0.0.1:${address.port}`, email: 'a@b.c', password: 'x' };
  const api = new DemoApi(account, new AbortController().signal);
  return { screen: new DashboardScreen(api), asked, api };
}

describe('DashboardScreen', () => {
  it('reads the code of the number whose linking was begun last', async () => {
    const { screen } = await screenOver({
      ...LOGIN,
      '/messaging/channels': {
        body: {
          channels: [
            whatsapp('chn_1', 'pending'),
            whatsapp('chn_2', 'pending'),
            whatsapp('chn_3', 'connected'),
            { id: 'chn_4', platform: 'telegram', status: 'pending' },
          ],
        },
      },
      '/messaging/whatsapp/chn_1/qr': { body: { qr: 'old' } },
      '/messaging/whatsapp/chn_2/qr': { body: { qr: 'new' } },
    });
    expect(await screen.qrText()).toBe('new');
  });

  it('passes over a number that shows no code now', async () => {
    const { screen } = await screenOver({
      ...LOGIN,
      '/messaging/channels': {
        body: { channels: [whatsapp('chn_1', 'pending'), whatsapp('chn_2', 'disconnected')] },
      },
      '/messaging/whatsapp/chn_1/qr': { body: { qr: 'shown' } },
      '/messaging/whatsapp/chn_2/qr': { status: 409, body: {} },
    });
    expect(await screen.qrText()).toBe('shown');
  });

  it('says what to do when there is nothing to scan', async () => {
    const none = await screenOver({ ...LOGIN, '/messaging/channels': { body: { channels: [] } } });
    await expect(none.screen.qrText()).rejects.toThrow(/choose Channels, then Link WhatsApp/);
    await expect(new DashboardScreen(null).qrText()).rejects.toThrow(/Paste the text/);
  });

  it('says that IFA refuses or does not answer', async () => {
    const refused = await screenOver({ '/auth/login': { status: 401, body: {} } });
    await expect(refused.screen.qrText()).rejects.toThrow(/IFA answered 401/);
    const account = { apiUrl: 'http://127.0.0.1:9', email: 'a@b.c', password: 'x' };
    const away = new DashboardScreen(new DemoApi(account, new AbortController().signal));
    await expect(away.qrText()).rejects.toThrow(/IFA does not answer/);
  });
});

describe('DemoApi', () => {
  it('signs in once, and again only after the session has ended', async () => {
    const answers: Answers = { ...LOGIN, '/x': { body: {} } };
    const { api, asked } = await screenOver(answers);
    await api.get('/x');
    await api.get('/x');
    answers['/x'] = { status: 401, body: {} };
    await expect(api.get('/x')).rejects.toMatchObject({ status: 401 });
    answers['/x'] = { body: {} };
    await api.get('/x');
    expect(asked.filter((path) => path === '/auth/login')).toHaveLength(2);
  });
});
