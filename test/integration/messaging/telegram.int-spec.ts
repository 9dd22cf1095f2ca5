import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TelegramClient } from '#clients/telegram';
import {
  NotificationsService,
  TelegramDirectionService,
  TelegramLinkService,
} from '#features/messaging';
import { aTelegramChannel } from '../../factories/channel.factory.js';
import { aSellerWithAgent } from '../../factories/seller.factory.js';
import { eventually } from '../../support/eventually.js';
import {
  startTestWorker,
  startWorkerBeside,
  type TestWorker,
} from '../../support/apps/worker-app.js';

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

  it('is not ended by what Telegram says of a link that was made anew meanwhile', async () => {
    const bot = await aBot();
    const { telegram } = worker.standins;
    bot.person.send('Hello');
    await eventually('an answer', async () => bot.answers().length > 0);
    telegram.fault({ method: 'getUpdates', bot: bot.token, delayMs: 4_000, status: 401 });
    const { update } = bot.person.send('Hello again');
    await eventually('the poll behind it', async () => {
      const [row] = await query(
        `select 1 from messaging_channels where id = $1 and (config->>'offset')::bigint > $2`,
        [bot.channelId, update.update_id],
      );
      return row !== undefined;
    });
    // The next poll is under way at once; nobody tells of it before it has ended.
    await sleep(1_000);
    const link = worker.app.get(TelegramLinkService, { strict: false });
    await link.linkBot(bot.seller, bot.token);
    const polls = { method: 'getUpdates', bot: bot.token };
    await eventually('the refusal', () =>
      telegram.calls(polls).some(({ status }) => status === 401),
    );
    await sleep(500);
    const [row] = await query(`select status, last_error from messaging_channels where id = $1`, [
      bot.channelId,
    ]);
    expect(row).toEqual({ status: 'connected', last_error: null });
  });

  it('shows a bot that another program took over, tells its seller, and connects again', async () => {
    const bot = await aBot();
    const state = async (): Promise<Record<string, unknown> | undefined> => {
      const [row] = await query(`select status, last_error from messaging_channels where id = $1`, [
        bot.channelId,
      ]);
      return row;
    };
    expect(await state()).toEqual({ status: 'connected', last_error: null });
    const client = worker.app.get(TelegramClient, { strict: false });
    await client.setWebhook(bot.token, 'https://elsewhere.example/', 'secret');
    const trouble = await eventually('the trouble to show', async () => {
      const row = await state();
      return row?.['last_error'] ? row : null;
    });
    expect(trouble['status']).toBe('pending');
    expect(trouble['last_error']).toMatch(/Another program/);

    await query(
      `update messaging_channels set updated_at = now() - interval '6 minutes' where id = $1`,
      [bot.channelId],
    );
    await worker.app.get(NotificationsService, { strict: false }).tell();
    expect(
      await query(`select kind from seller_notifications where channel_id = $1`, [bot.channelId]),
    ).toEqual([{ kind: 'channel_trouble' }]);

    const link = worker.app.get(TelegramLinkService, { strict: false });
    expect(await link.linkBot(bot.seller, bot.token)).toMatchObject({
      status: 'connected',
      lastError: null,
    });
    bot.person.send('Hello again');
    await eventually('an answer', async () => bot.answers().length > 0);
  });
});

describe("a Telegram bot's webhook", () => {
  const here = 'http://127.0.0.1:18009';
  let worker: TestWorker;

  beforeAll(async () => {
    worker = await startTestWorker({ sweep: false, env: { PUBLIC_URL: here } });
  });

  afterAll(async () => {
    await worker.close();
  });

  async function aBot() {
    const seller = await aSellerWithAgent(worker.database.dataSource);
    return { seller, ...(await aTelegramChannel(worker, seller)) };
  }

  /** One look, as after a while. */
  async function look(at: TestWorker, channelId: string): Promise<Record<string, unknown>> {
    const { dataSource } = worker.database;
    await dataSource.query(
      `update messaging_channels set config = config || '{"checkedAt": "2026-01-01T00:00:00Z"}' where id = $1`,
      [channelId],
    );
    await at.app.get(TelegramDirectionService, { strict: false }).look();
    const [row] = await dataSource.query<Record<string, unknown>[]>(
      `select status, last_error from messaging_channels where id = $1`,
      [channelId],
    );
    return row ?? {};
  }

  const urlOf = (token: string): string | null => worker.standins.telegram.bot(token).webhookUrl;
  const pathOf = (id: string): string => `/messaging/telegram/webhook/${id}`;

  it('is set again when another program has moved it, and that is told', async () => {
    const { channelId, token } = await aBot();
    await worker.app
      .get(TelegramClient, { strict: false })
      .setWebhook(token, 'https://elsewhere.example/', 'secret');
    const taken = await look(worker, channelId);
    expect(urlOf(token)).toBe(`${here}${pathOf(channelId)}`);
    expect(taken['last_error']).toMatch(/Another program/);
    expect(await look(worker, channelId)).toEqual({ status: 'connected', last_error: null });
  });

  it('follows when PUBLIC_URL has changed, and is polled for when there is none', async () => {
    const { channelId, token } = await aBot();
    const moved = await startWorkerBeside(worker, {
      sweep: false,
      env: { PUBLIC_URL: 'http://127.0.0.1:18019' },
    });
    expect(await look(moved, channelId)).toEqual({ status: 'connected', last_error: null });
    expect(urlOf(token)).toBe(`http://127.0.0.1:18019${pathOf(channelId)}`);
    await moved.close();

    const polling = await startWorkerBeside(worker, { sweep: false });
    await look(polling, channelId);
    expect(urlOf(token)).toBeNull();
    await polling.close();
  });

  it('is in trouble while Telegram cannot deliver to it', async () => {
    const { channelId, token } = await aBot();
    worker.standins.telegram.person(token, { id: randomInt(1_000, 1_000_000) }).send('Hello?');
    const trouble = await eventually('the complaint', async () => {
      const row = await look(worker, channelId);
      return row['last_error'] ? row : null;
    });
    expect(trouble).toMatchObject({ status: 'pending' });
    expect(trouble['last_error']).toMatch(/cannot deliver.*Connection refused/);
  });

  it('makes no bot connected that Telegram did not direct to us', async () => {
    const refused = await startWorkerBeside(worker, {
      sweep: false,
      env: { PUBLIC_URL: 'http://shop.example' },
    });
    const seller = await aSellerWithAgent(worker.database.dataSource);
    await expect(aTelegramChannel(refused, seller)).rejects.toThrow(/refused/);
    const rows = await worker.database.dataSource.query<{ id: string }[]>(
      `select id, status, last_error ~ 'HTTPS' as told from messaging_channels where seller_id = $1`,
      [seller.sellerId],
    );
    expect(rows).toEqual([{ id: expect.any(String), status: 'pending', told: true }]);
    await refused.close();
    expect(await look(worker, rows[0]?.id ?? '')).toEqual({
      status: 'connected',
      last_error: null,
    });
  });
});
