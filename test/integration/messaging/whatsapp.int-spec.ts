import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WhatsappLinkService } from '#features/messaging';
import { aSellerWithAgent } from '../../factories/seller.factory.js';
import { eventually } from '../../support/eventually.js';
import type { TestWorker } from '../../support/apps/worker-app.js';
import {
  aLinkedNumber,
  aNumber,
  answersTo,
  reached,
  startWhatsappWorker,
} from './support/whatsapp-scene.js';

describe('a WhatsApp channel', () => {
  let worker: TestWorker;
  let link: WhatsappLinkService;

  beforeAll(async () => {
    worker = await startWhatsappWorker();
    link = worker.app.get(WhatsappLinkService, { strict: false });
  });

  afterAll(async () => {
    await worker.close();
  });

  function query(sql: string, parameters: unknown[]): Promise<Record<string, unknown>[]> {
    return worker.database.dataSource.query(sql, parameters);
  }

  it('is linked by QR, answers a buyer once, and shows how far the answer got', async () => {
    const linked = await aLinkedNumber(worker);
    const buyer = aNumber();
    await worker.standins.whatsapp.send(buyer, linked.number, 'Hello, anybody there?');
    await eventually('an answer', async () => answersTo(worker, linked, buyer).length > 0);

    const delivery = await eventually('the receipt', async () => {
      const [row] = await query(
        `select status, external_id from deliveries where channel_id = $1 and author = 'agent'`,
        [linked.channelId],
      );
      return row?.['status'] === 'delivered' ? row : null;
    });
    expect(delivery['external_id']).toEqual(expect.any(String));
    worker.standins.whatsapp.receipt(buyer, linked.number, String(delivery['external_id']), 'read');
    await eventually('the blue ticks', async () => {
      const rows = await query(`select status from deliveries where channel_id = $1`, [
        linked.channelId,
      ]);
      return rows.every((row) => row['status'] === 'read');
    });
    expect(answersTo(worker, linked, buyer)).toHaveLength(1);
    expect(
      await query(`select 1 from wa_inbound where channel_id = $1`, [linked.channelId]),
    ).toEqual([]);
  });

  it('asks a buyer for what could not be read and never came again, and shows the seller that it was there', async () => {
    const linked = await aLinkedNumber(worker);
    const buyer = aNumber();
    await worker.standins.whatsapp.send(buyer, linked.number, 'Hello?', { unavailable: 'lost' });
    await eventually(
      'a question for it',
      () => answersTo(worker, linked, buyer).length > 0,
      50_000,
    );
    const [row] = await query(
      `select payload->'media' as media from agent_inbox where channel_id = $1`,
      [linked.channelId],
    );
    expect(row).toEqual({ media: [{ kind: 'other', note: 'unreadable' }] });
  });

  it.each([
    ['with a NUL in it', 'A\0B'],
    ['longer than an index takes', randomBytes(4_000).toString('hex')],
  ])('is held up by no message whose id is one %s', async (_, id) => {
    const linked = await aLinkedNumber(worker);
    const [odd, buyer] = [aNumber(), aNumber()];
    await worker.standins.whatsapp.send(odd, linked.number, 'Hello?', { id });
    await worker.standins.whatsapp.send(buyer, linked.number, 'Do you ship to Spain?');
    await eventually('an answer to the next', () => answersTo(worker, linked, buyer).length > 0);
    await eventually('an answer to it', () => answersTo(worker, linked, odd).length > 0);
    await eventually('all receipts', () => worker.standins.whatsapp.queued(linked.number) === 0);
  });

  it('is linked by a code that is typed into the phone', async () => {
    const seller = await aSellerWithAgent(worker.database.dataSource);
    const number = aNumber();
    const channel = await link.connect(seller, { method: 'code', phone: number });
    const shown = await reached(worker, seller, channel.id, (view) => view.pairing?.code != null);
    await worker.standins.whatsapp.enterCode(number, shown.pairing?.code ?? '');
    const view = await reached(worker, seller, channel.id, (now) => now.state === 'connected');
    expect(view.channel).toMatchObject({ status: 'connected', displayName: `+${number}` });
  });

  it('stops asking when the pairing is cancelled, and starts anew when asked to', async () => {
    const seller = await aSellerWithAgent(worker.database.dataSource);
    const channel = await link.connect(seller, { method: 'qr' });
    await reached(worker, seller, channel.id, (view) => view.pairing?.qr != null);
    await link.cancel(seller.sellerId, channel.id);
    const view = await reached(worker, seller, channel.id, (now) => now.pairing === null);
    expect(view.channel.status).toBe('disconnected');

    await eventually('the worker to let go', async () => {
      const [row] = await query(`select lease_owner from messaging_channels where id = $1`, [
        channel.id,
      ]);
      return row?.['lease_owner'] === null;
    });
    await link.connect(seller, { method: 'qr' });
    await reached(worker, seller, channel.id, (now) => now.pairing?.qr != null);
  });

  it('raises an alarm when WhatsApp refuses new people, lists the answer, and goes on with the others', async () => {
    const linked = await aLinkedNumber(worker);
    const [stranger, other] = [aNumber(), aNumber()];
    const { whatsapp } = worker.standins;
    Object.assign(whatsapp.faults, { outgoing: { kind: 'reject', code: 463 }, outgoingTimes: 1 });
    await whatsapp.send(stranger, linked.number, 'Hello?');
    const view = await reached(
      worker,
      linked.seller,
      linked.channelId,
      (now) => now.state === 'restricted',
    );
    expect(view.channel.status).toBe('connected');
    expect(view.channel.lastError).toMatch(/new people/);
    await whatsapp.send(other, linked.number, 'Hello?');
    await eventually('an answer', () => answersTo(worker, linked, other).length > 0);
    expect(answersTo(worker, linked, stranger)).toEqual([]);
    const [refused] = await query(
      `select status, error, attempt_count from deliveries where channel_id = $1 order by created_at`,
      [linked.channelId],
    );
    expect(refused).toMatchObject({ status: 'failed', attempt_count: 1 });
    expect(refused?.['error']).toMatch(/restricted|463/);
  });

  it('says so when it is unlinked on the phone, and deletes its keys', async () => {
    const linked = await aLinkedNumber(worker);
    worker.standins.whatsapp.unlink(linked.number);
    const view = await reached(
      worker,
      linked.seller,
      linked.channelId,
      (now) => now.state === 'logged_out',
    );
    expect(view.channel.status).toBe('disconnected');
    expect(view.channel.lastError).toMatch(/ended on the phone/);
    expect(await query(`select 1 from wa_keys where channel_id = $1`, [linked.channelId])).toEqual(
      [],
    );
  });

  it('is unlinked on the phone too when the seller disconnects it', async () => {
    const linked = await aLinkedNumber(worker);
    await link.unlink(linked.seller.sellerId, linked.channelId);
    const account = worker.standins.whatsapp.accounts().find((one) => one.number === linked.number);
    expect(account?.devices).toEqual([]);
    for (const table of ['wa_creds', 'wa_keys']) {
      expect(
        await query(`select 1 from ${table} where channel_id = $1`, [linked.channelId]),
      ).toEqual([]);
    }
  });

  it('comes back by itself after a lost connection and answers what came meanwhile, once and in order', async () => {
    const linked = await aLinkedNumber(worker, { debounceMs: 300 });
    const buyer = aNumber();
    worker.standins.whatsapp.faults.refuse = true;
    worker.standins.whatsapp.kick(linked.number);
    await reached(worker, linked.seller, linked.channelId, (now) => now.state === 'backoff');
    for (let n = 0; n < 5; n += 1) {
      await worker.standins.whatsapp.send(buyer, linked.number, `question ${n}`);
    }
    worker.standins.whatsapp.faults.refuse = false;
    await reached(worker, linked.seller, linked.channelId, (now) => now.state === 'connected');
    // What comes slowly may be answered in more than one go.
    const rows = await eventually('five answered messages', async () => {
      const found = await query(
        `select m.payload->>'text' as text, m.status from agent_inbox m join conversations c on c.id = m.conversation_id
          where c.channel_id = $1 order by m.seq`,
        [linked.channelId],
      );
      return found.filter((row) => row['status'] === 'done').length >= 5 && found;
    });
    expect(rows).toEqual(
      Array.from({ length: 5 }, (_, n) => ({ text: `question ${n}`, status: 'done' })),
    );
    await eventually('an answer', async () => answersTo(worker, linked, buyer).length > 0);
  });

  it('answers none of 5,000 messages that were written before the link', async () => {
    const seller = await aSellerWithAgent(worker.database.dataSource);
    const number = aNumber();
    const chats = Array.from({ length: 50 }, (_, n) => ({
      number: aNumber(),
      messages: Array.from({ length: 100 }, (_m, m) => ({
        text: `old ${n}.${m}`,
        mine: false,
        at: new Date(),
      })),
    }));
    worker.standins.whatsapp.setHistory(number, chats);
    const channel = await link.connect(seller, { method: 'qr' });
    const shown = await reached(worker, seller, channel.id, (view) => view.pairing?.qr != null);
    await worker.standins.whatsapp.scanQr(number, shown.pairing?.qr ?? '');
    await reached(worker, seller, channel.id, (view) => view.state === 'connected');
    const buyer = aNumber();
    await worker.standins.whatsapp.send(buyer, number, 'a new one');
    await eventually('the new one to be answered', async () =>
      worker.standins.whatsapp.lines(buyer, number).some((line) => !line.mine),
    );
    for (const table of ['conversations', 'agent_inbox', 'deliveries']) {
      const rows = await query(`select 1 from ${table} where channel_id = $1`, [channel.id]);
      expect(rows).toHaveLength(1);
    }
    const written = worker.standins.whatsapp.lines(number).filter((line) => line.mine);
    expect(written.map((line) => line.with)).toEqual([buyer]);
  });
});
