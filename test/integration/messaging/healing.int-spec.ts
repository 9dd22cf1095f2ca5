/** What a link and its messages do when something is odd meanwhile: it heals by itself, or says what is the matter. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WhatsappLinkService } from '#features/messaging';
import { newId } from '#platform/ids';
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

let worker: TestWorker;
let link: WhatsappLinkService;

beforeAll(async () => {
  worker = await startWhatsappWorker();
  link = worker.app.get(WhatsappLinkService, { strict: false });
});

afterAll(async () => {
  await worker.close();
});

function query(sql: string, parameters: unknown[] = []): Promise<Record<string, unknown>[]> {
  return worker.database.dataSource.query(sql, parameters);
}

/** A channel that shows a code. */
async function aCode() {
  const seller = await aSellerWithAgent(worker.database.dataSource);
  const { id } = await link.connect(seller, { method: 'qr' });
  const shown = await reached(worker, seller, id, (view) => view.pairing?.qr != null);
  return { seller, id, qr: shown.pairing?.qr ?? '' };
}

describe('a link', () => {
  it('is shown as connected although that could not be written at first', async () => {
    const { seller, id, qr } = await aCode();
    await query(`create sequence refusals`);
    await query(`
      create function refuse_thrice() returns trigger language plpgsql as $$
      begin
        if nextval('refusals') <= 3 then raise exception 'not now'; end if;
        return new;
      end $$`);
    await query(`
      create trigger refuse_thrice before update on messaging_channels for each row
      when (new.status = 'connected' and old.status <> 'connected') execute function refuse_thrice()`);
    await worker.standins.whatsapp.scanQr(aNumber(), qr);
    await reached(worker, seller, id, (view) => view.state === 'connected');
    expect(await query(`select last_value::int as n from refusals`)).toEqual([{ n: 4 }]);
    await query(`drop trigger refuse_thrice on messaging_channels`);
  });

  it('goes on when its lease ran out and nobody took it, as on a machine that stood still', async () => {
    const { seller, id, qr } = await aCode();
    const lease = () =>
      query(`select epoch, lease_until > now() as held from messaging_channels where id = $1`, [
        id,
      ]);
    const [before] = await lease();
    await query(
      `update messaging_channels set lease_until = now() - interval '1 minute' where id = $1`,
      [id],
    );
    await worker.standins.whatsapp.scanQr(aNumber(), qr);
    await reached(
      worker,
      seller,
      id,
      (view) => view.state === 'connected' && view.channel.status === 'connected',
    );
    expect(await lease()).toEqual([{ epoch: before?.['epoch'], held: true }]);
  });

  it('gives a code to type to a seller who first asked for one to scan', async () => {
    const { seller, id } = await aCode();
    const number = aNumber();
    await link.connect(seller, { method: 'code', phone: number });
    const shown = await reached(worker, seller, id, (view) => view.pairing?.code != null);
    expect(shown.pairing?.qr).toBeNull();
    await worker.standins.whatsapp.enterCode(number, shown.pairing?.code ?? '');
    await reached(worker, seller, id, (view) => view.state === 'connected');
  });

  it('gives a new code to type when the line breaks meanwhile', async () => {
    const seller = await aSellerWithAgent(worker.database.dataSource);
    const number = aNumber();
    const { id } = await link.connect(seller, { method: 'code', phone: number });
    const first = await reached(worker, seller, id, (view) => view.pairing?.code != null);
    worker.standins.whatsapp.dropAll();
    const second = await reached(
      worker,
      seller,
      id,
      ({ pairing }) => pairing?.code != null && pairing.code !== first.pairing?.code,
    );
    await worker.standins.whatsapp.enterCode(number, second.pairing?.code ?? '');
    await reached(worker, seller, id, (view) => view.state === 'connected');
  });

  it('that no worker takes up says so, and shows no code of a socket that is gone', async () => {
    const seller = await aSellerWithAgent(worker.database.dataSource);
    const id = newId('chn');
    const pairing = { qr: 'dead', code: null, n: 1, expiresAt: new Date(Date.now() + 60_000) };
    // Nobody polls WhatsApp: to the workers it is a channel of no kind they know.
    const config = { transport: 'polling', state: 'pairing', pairing };
    await query(
      `insert into messaging_channels (id, seller_id, agent_id, platform, platform_id, status, config, updated_at)
       values ($1, $2, $3, 'whatsapp', $1, 'pending', $4, now() - interval '1 minute')`,
      [id, seller.sellerId, seller.agentId, JSON.stringify(config)],
    );
    const view = await link.view(seller.sellerId, id);
    expect(view).toMatchObject({ pairing: null, channel: { status: 'pending' } });
    expect(view.channel.lastError).toMatch(/no worker/i);
  });

  it('that WhatsApp refuses as too old ends, and says who has to act', async () => {
    worker.standins.whatsapp.faults.failLogin = 405;
    const seller = await aSellerWithAgent(worker.database.dataSource);
    const { id } = await link.connect(seller, { method: 'qr' });
    const view = await reached(worker, seller, id, (now) => now.state === 'outdated');
    worker.standins.whatsapp.faults.failLogin = null;
    expect(view.channel.status).toBe('disconnected');
    expect(view.channel.lastError).toMatch(/runs this system has to update/);
  });
});

describe('a message', () => {
  it('is of the same chat whether WhatsApp names its writer by number or by LID, also afterwards', async () => {
    const linked = await aLinkedNumber(worker, { debounceMs: 0 });
    const buyer = aNumber();
    for (const [n, addressing] of (['pn', 'lid', 'pn'] as const).entries()) {
      await worker.standins.whatsapp.send(buyer, linked.number, `message ${n}`, { addressing });
      await eventually(`answer ${n}`, () => answersTo(worker, linked, buyer).length > n);
    }
    expect(
      await query(`select external_id from conversations where channel_id = $1`, [
        linked.channelId,
      ]),
    ).toEqual([{ external_id: `9${buyer}@lid` }]);
  });

  it('that Postgres could not hold as it is holds up nobody', async () => {
    const linked = await aLinkedNumber(worker, { debounceMs: 0 });
    const [odd, other] = [aNumber(), aNumber()];
    await worker.standins.whatsapp.send(odd, linked.number, 'a\u0000b');
    await worker.standins.whatsapp.send(linked.number, odd, 'from the phone\u0000');
    await worker.standins.whatsapp.send(other, linked.number, 'And me?');
    await eventually('an answer', () => answersTo(worker, linked, other).length > 0);
    expect(
      await query(
        `select payload->>'text' as text from agent_inbox where channel_id = $1 order by id`,
        [linked.channelId],
      ),
    ).toEqual([{ text: 'ab' }, { text: 'And me?' }]);
    expect(
      await query(`select body from deliveries where channel_id = $1 and author = 'phone'`, [
        linked.channelId,
      ]),
    ).toEqual([{ body: 'from the phone' }]);
  });

  it('of which nobody knows whether it arrived is sent again under its id, and seen once', async () => {
    const linked = await aLinkedNumber(worker, { debounceMs: 0 });
    const buyer = aNumber();
    const { whatsapp } = worker.standins;
    const repeats: string[] = [];
    const stop = whatsapp.on('duplicate', ({ phone, id }) => phone === buyer && repeats.push(id));
    Object.assign(whatsapp.faults, { outgoing: { kind: 'hang_up' }, outgoingTimes: 1 });
    whatsapp.faults.autoDelivered = false;
    await whatsapp.send(buyer, linked.number, 'Is it blue?');
    const [delivery] = await eventually('the second try', async () => {
      const rows = await query(
        `select external_id, status, attempt_count from deliveries where channel_id = $1`,
        [linked.channelId],
      );
      return rows[0]?.['status'] === 'sent' ? rows : null;
    });
    whatsapp.faults.autoDelivered = true;
    stop();
    expect(delivery).toMatchObject({ attempt_count: 2 });
    expect(repeats).toEqual([delivery?.['external_id']]);
    expect(answersTo(worker, linked, buyer)).toHaveLength(1);
  });
});
