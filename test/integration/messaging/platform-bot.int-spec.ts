import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NotifyLinkService } from '#features/messaging';
import { startStandins, type Standins } from '#standins';
import { aSellerWithAgent } from '../../factories/seller.factory.js';
import { eventually } from '../../support/eventually.js';
import { startTestWorker, type TestWorker } from '../../support/worker-app.js';

describe("the platform's bot", () => {
  let standins: Standins;
  let worker: TestWorker;
  let token: string;

  beforeAll(async () => {
    standins = await startStandins();
    token = standins.telegram.createBot({ name: 'IFA' }).token;
    worker = await startTestWorker({
      env: { TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_URL: `${standins.url}/telegram` },
    });
  });

  afterAll(async () => {
    await worker.close();
    await standins.close();
  });

  it('links the chat that sends the code, and no other; then the seller talks to the agent there', async () => {
    const seller = await aSellerWithAgent(worker.database.dataSource);
    const [owner, thief] = [5150, 6160].map((id) => standins.telegram.person(token, { id }));
    const links = worker.app.get(NotifyLinkService, { strict: false });
    const { channel, code } = await links.link(seller, '5150');
    expect(channel.status).toBe('pending');
    const status = async (): Promise<unknown> => {
      const [row] = await worker.database.dataSource.query(
        `select status from messaging_channels where id = $1`,
        [channel.id],
      );
      return row.status;
    };
    const heard = (person: typeof owner): string[] =>
      (person?.messages() ?? []).filter((one) => one.from === 'bot').map((one) => one.text);

    thief?.send(String(code));
    await eventually('the stranger to be told', async () => heard(thief).length > 0);
    owner?.send('WRONG');
    await eventually('the wrong code to be refused', async () => heard(owner).length > 0);
    expect(await status()).toBe('pending');

    owner?.send(`/start ${code}`);
    await eventually('the link', async () => (await status()) === 'connected');
    owner?.send('What is in stock?');
    await eventually('an answer of the agent', async () => heard(owner).length >= 3);
    const [conversation] = await worker.database.dataSource.query(
      `select kind from conversations where channel_id = $1`,
      [channel.id],
    );
    expect(conversation).toEqual({ kind: 'seller' });
  });
});
