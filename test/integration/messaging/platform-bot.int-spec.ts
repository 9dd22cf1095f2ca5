import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NotifyLinkService } from '#features/messaging';
import { startStandins, type Standins } from '#standins';
import { aSellerWithAgent } from '../../factories/seller.factory.js';
import { eventually } from '../../support/eventually.js';
import { startTestWorker, type TestWorker } from '../../support/apps/worker-app.js';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

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

  type Person = ReturnType<Standins['telegram']['person']>;

  function heard(person: Person): string[] {
    return person
      .messages()
      .filter((one) => one.from === 'bot')
      .map((one) => one.text);
  }

  async function query(sql: string, parameters: unknown[]): Promise<Record<string, unknown>> {
    const [row] = await worker.database.dataSource.query(sql, parameters);
    return row;
  }

  async function statusOf(channelId: string): Promise<unknown> {
    const row = await query(`select status from messaging_channels where id = $1`, [channelId]);
    return row['status'];
  }

  /** A seller's chat with the bot, not linked yet. */
  async function aChat(id: number) {
    const seller = await aSellerWithAgent(worker.database.dataSource);
    const links = worker.app.get(NotifyLinkService, { strict: false });
    const { channel, code } = await links.link(seller, String(id));
    return { channel, code, owner: standins.telegram.person(token, { id }) };
  }

  async function aLinkedChat(id: number) {
    const chat = await aChat(id);
    chat.owner.send(`/start ${chat.code}`);
    await eventually('the link', () => heard(chat.owner).length === 1);
    return chat;
  }

  it('links the chat that sends the code, and no other; then the seller talks to the agent there', async () => {
    const { channel, code, owner } = await aChat(5150);
    const thief = standins.telegram.person(token, { id: 6160 });
    expect(channel.status).toBe('pending');

    thief.send(String(code));
    await eventually('the stranger to be told', async () => heard(thief).length > 0);
    owner.send('WRONG');
    await eventually('the wrong code to be refused', async () => heard(owner).length > 0);
    expect(await statusOf(channel.id)).toBe('pending');

    owner.send(`/start ${code}`);
    await eventually('the link', async () => (await statusOf(channel.id)) === 'connected');
    owner.send('What is in stock?');
    await eventually('an answer of the agent', async () => heard(owner).length >= 3);
    const conversation = await query(`select kind from conversations where channel_id = $1`, [
      channel.id,
    ]);
    expect(conversation).toEqual({ kind: 'seller' });
  });

  it('takes a picture and a sticker to the agent, as from a buyer', async () => {
    const { owner } = await aLinkedChat(7170);
    const seen = worker.standins.anthropic.newestSeq;
    await owner.sendPhoto({ bytes: PNG, mimeType: 'image/png', caption: 'List this one' });
    await eventually('an answer', () => heard(owner).length === 2);
    owner.sendContent({ sticker: { file_id: 's' } });
    await eventually('another answer', () => heard(owner).length === 3);

    const asked = JSON.stringify(worker.standins.anthropic.requests({ since: seen }));
    expect(asked).toContain('"media_type":"image/png"');
    expect(asked).toContain('sent something that is not text');
  });

  it('loses no chat to a token of its own that Telegram does not know', async () => {
    const { channel, owner } = await aLinkedChat(8180);
    const known = 'Unauthorized';
    standins.telegram.fault({ method: 'sendMessage', status: 401, description: known, times: 1 });
    owner.send('What is in stock?');
    const waiting = await eventually('the answer to be tried', () =>
      query(`select id, status from deliveries where channel_id = $1 and error = 'unauthorized'`, [
        channel.id,
      ]),
    );
    expect(waiting).toMatchObject({ status: 'pending' });
    expect(await statusOf(channel.id)).toBe('connected');

    await query(`update deliveries set available_at = now() where id = $1`, [waiting['id']]);
    await eventually('the answer', () => heard(owner).length === 2);
  });

  it('has its lease renewed and its place noted between updates, for an answer can take long', async () => {
    const strangers = [1, 2, 3].map((id) => standins.telegram.person(token, { id }));
    standins.telegram.fault({ method: 'sendMessage', delayMs: 2_000, times: strangers.length });
    const ids = strangers.map((stranger) => stranger.send('Hello?').update.update_id);
    const last = strangers.at(-1);
    await eventually('the last but one to be told', () => heard(strangers.at(-2)!).length > 0);
    const bot = await eventually('its place to be noted', () =>
      query(
        `select poll_offset, lease_until - now() > interval '15 seconds' as fresh from platform_bots
          where poll_offset >= $1`,
        [ids.at(-1)],
      ),
    );
    expect(heard(last!)).toEqual([]);
    expect(bot).toEqual({ poll_offset: String(ids.at(-1)), fresh: true });
    await eventually('the last to be told', () => heard(last!).length === 1);
  });
});
