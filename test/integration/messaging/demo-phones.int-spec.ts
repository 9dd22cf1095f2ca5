/** The demo as a newcomer plays it on the stand-ins' page: both phones, over the real API and a real worker. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#platform/ids';
import { bodyOf, registerSeller, startTestApi, type TestApi } from '../../support/apps/api-app.js';
import { eventually } from '../../support/eventually.js';
import type { TestWorker } from '../../support/apps/worker-app.js';
import { aNumber, startWhatsappWorker } from './support/whatsapp-scene.js';

describe('the phones of the demo', () => {
  const account = { email: 'demo@example.com', password: 'correct horse battery' };
  /** The API's address is known once it listens; the phone tries until then. */
  const demo = { apiUrl: 'http://127.0.0.1:9', ...account };
  let worker: TestWorker;
  let api: TestApi;

  beforeAll(async () => {
    worker = await startWhatsappWorker({
      standins: { demo, whatsapp: { preKeyUpload: 'small' } },
    });
    api = await startTestApi({
      databaseUrl: worker.database.url,
      redisUrl: worker.redisUrl,
      standinsPort: Number(new URL(worker.standins.url).port),
    });
    demo.apiUrl = api.url;
  });

  afterAll(async () => {
    await api?.close();
    await worker?.close();
  });

  function page(path: string, body: object): Promise<Response> {
    return fetch(`${worker.standins.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  it('link a number by what the dashboard shows, and a buyer is answered on it', async () => {
    const { token, sellerId } = await registerSeller(api, account);
    await worker.database.dataSource.query(
      `insert into etsy_connections (id, seller_id, shop_id, shop_name, etsy_user_id, access_token, refresh_token,
         token_expires_at, refresh_token_expires_at)
       values ($1, $2, '42', 'Demo', '1', 'sealed', 'sealed', now() + interval '1 hour', now() + interval '90 days')`,
      [newId('etsy'), sellerId],
    );
    const provisioned = await api.fetch('/agents/provision', { token, json: {} });
    expect(provisioned.status).toBe(200);
    const [shop, buyer] = [aNumber(), aNumber()];
    const early = await page('/phone/scan', { number: shop });
    expect([early.status, await bodyOf(early)]).toEqual([
      409,
      { error: expect.stringContaining('Link WhatsApp') },
    ]);

    const connected = await api.fetch('/messaging/whatsapp/connect', { token, json: {} });
    expect(connected.status).toBe(200);
    await eventually('the scan', async () => {
      const answer = await page('/phone/scan', { number: shop, pushName: 'The shop' });
      return answer.ok;
    });
    await eventually('connected in the dashboard', async () => {
      const { channels } = await bodyOf(await api.fetch('/messaging/channels', { token }));
      return channels[0].status === 'connected';
    });

    const question = { from: buyer, to: shop, text: 'Am I talking to a robot?', pushName: 'Mia' };
    expect((await page('/whatsapp/_control/send', question)).status).toBe(200);
    const lines = await eventually('the answer', () => {
      const answers = worker.standins.whatsapp.inbox(buyer);
      return answers.length > 0 ? answers : null;
    });
    expect(lines).toMatchObject([{ with: shop, kind: expect.any(String) }]);
    await eventually('the blue ticks', () =>
      worker.standins.whatsapp.lines(buyer, shop).some(({ status }) => status === 'read'),
    );
  });
});
