import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aTelegramChannel } from '../../factories/channel.factory.js';
import { aSellerWithAgent } from '../../factories/seller.factory.js';
import { eventually } from '../../support/eventually.js';
import { startTestWorker, type TestWorker } from '../../support/worker-app.js';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('a Telegram bot', () => {
  let worker: TestWorker;

  beforeAll(async () => {
    worker = await startTestWorker();
  });

  afterAll(async () => {
    await worker.close();
  });

  async function aBot() {
    const seller = await aSellerWithAgent(worker.database.dataSource);
    const channel = await aTelegramChannel(worker, seller);
    const id = randomInt(1_000, 1_000_000);
    const person = worker.standins.telegram.person(channel.token, { id });
    const answers = (): string[] =>
      person
        .messages()
        .filter((one) => one.from === 'bot')
        .map((one) => one.text);
    return { seller, ...channel, person, answers };
  }

  function query(sql: string, parameters: unknown[]): Promise<Record<string, unknown>[]> {
    return worker.database.dataSource.query(sql, parameters);
  }

  it('shows a picture to the model and keeps it for the seller', async () => {
    const bot = await aBot();
    const seen = worker.standins.anthropic.newestSeq;
    await bot.person.sendPhoto({
      bytes: PNG,
      mimeType: 'image/png',
      caption: 'Do you have this?',
    });
    await eventually('an answer', async () => bot.answers().length > 0);

    const sent = JSON.stringify(worker.standins.anthropic.requests({ since: seen }));
    expect(sent).toContain('"type":"image"');
    expect(sent).toContain(PNG.toString('base64').slice(0, 40));
    const kept = await query(`select mime_type from inbox_media where seller_id = $1`, [
      bot.seller.sellerId,
    ]);
    expect(kept).toEqual([{ mime_type: 'image/png' }]);
  });

  it('shows a buyer who blocked the bot as such, and one who came back as reachable', async () => {
    const bot = await aBot();
    bot.person.send('Hello');
    await eventually('an answer', async () => bot.answers().length > 0);
    const reason = async (): Promise<unknown> => {
      const [row] = await query(`select unreachable from conversations where channel_id = $1`, [
        bot.channelId,
      ]);
      return row?.['unreachable'];
    };
    bot.person.block();
    await eventually('the block to show', async () => (await reason()) === 'blocked_by_user');
    bot.person.unblock();
    await eventually('the way to be open', async () => (await reason()) === null);
  });

  it('shows a channel whose token was revoked as disconnected, and says why', async () => {
    const bot = await aBot();
    bot.person.send('Hello');
    await eventually('an answer', async () => bot.answers().length > 0);
    worker.standins.telegram.revoke(bot.token);
    const channel = await eventually('the channel to end', async () => {
      const [row] = await query(
        `select status, last_error, secrets from messaging_channels where id = $1`,
        [bot.channelId],
      );
      return row?.['status'] === 'disconnected' ? row : null;
    });
    expect(channel).toMatchObject({ secrets: null });
    expect(channel['last_error']).toMatch(/token/);
  });
});
