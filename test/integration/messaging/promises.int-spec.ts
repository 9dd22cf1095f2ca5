/** What must hold of WhatsApp channels when things go wrong around them. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger as NestLogger } from '@nestjs/common';
import { Logger } from 'nestjs-pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ConversationDeskService } from '#features/messaging';
import { eventually } from '../../support/eventually.js';
import type { TestWorker } from '../../support/apps/worker-app.js';
import {
  aLinkedNumber,
  aNumber,
  answersTo,
  reached,
  startWhatsappWorker,
  type LinkedNumber,
} from './support/whatsapp-scene.js';

const CANARY = 'CANARY-7261-of-a-buyer';
const printed: string[] = [];

describe('WhatsApp channels in trouble', () => {
  let worker: TestWorker;
  let logDir: string;

  beforeAll(async () => {
    for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      vi.spyOn(console, method).mockImplementation((...args) => void printed.push(args.join(' ')));
    }
    logDir = await mkdtemp(join(tmpdir(), 'ifa-canary-'));
    worker = await startWhatsappWorker({ env: { LOG_LEVEL: 'trace', LOG_DIR: logDir } });
    worker.app.useLogger(worker.app.get(Logger));
  });

  afterAll(async () => {
    await worker.close();
    vi.restoreAllMocks();
    await rm(logDir, { recursive: true, force: true });
  });

  function query(sql: string, parameters: unknown[]): Promise<Record<string, unknown>[]> {
    return worker.database.dataSource.query(sql, parameters);
  }

  function isOnline(linked: LinkedNumber): boolean {
    return worker.standins.whatsapp
      .accounts()
      .some((account) => account.number === linked.number && account.online);
  }

  it('let go of a number whose lease is lost, write nothing more, and lose no message', async () => {
    const linked = await aLinkedNumber(worker, { debounceMs: 200 });
    const buyer = aNumber();
    await query(
      `update messaging_channels
          set epoch = epoch + 1, lease_owner = 'another worker', lease_until = now() + interval '1 hour' where id = $1`,
      [linked.channelId],
    );
    await worker.standins.whatsapp.send(buyer, linked.number, `first ${CANARY}`);
    await eventually('the old socket to be closed', async () => !isOnline(linked));
    expect(
      await query(`select 1 from wa_inbound where channel_id = $1`, [linked.channelId]),
    ).toEqual([]);
    expect(
      await query(`select 1 from conversations where channel_id = $1`, [linked.channelId]),
    ).toEqual([]);
    expect(worker.standins.whatsapp.queued(linked.number)).toBeGreaterThan(0);

    await query(
      `update messaging_channels set lease_owner = null, lease_until = null where id = $1`,
      [linked.channelId],
    );
    await reached(
      worker,
      linked.seller,
      linked.channelId,
      (view) => view.channel.status === 'connected',
    );
    await eventually('the answer', async () => answersTo(worker, linked, buyer).length > 0);
    expect(answersTo(worker, linked, buyer)).toHaveLength(1);
  });

  it('serve four sellers to whom the same buyer writes at once, each in order and for themselves', async () => {
    const buyer = aNumber();
    const sellers = await Promise.all(
      [1, 2, 3, 4].map(() =>
        aLinkedNumber(worker, { debounceMs: 500, buyerMessagesPerMinute: 500 }),
      ),
    );
    const count = 40;
    const unreadable: string[] = [];
    const stop = worker.standins.whatsapp.onAny((event) => {
      // By the buyer's phone, and by us: then we ask for it again.
      if (event.type === 'undecryptable' || event.type === 'retry') unreadable.push(event.id);
    });
    await Promise.all(
      sellers.map(async (linked) => {
        for (let n = 0; n < count; n += 1) {
          await worker.standins.whatsapp.send(buyer, linked.number, `${linked.number} ${n}`);
        }
      }),
    );
    for (const linked of sellers) {
      const texts = await eventually(`everything for ${linked.number}`, async () => {
        const rows = await query(
          `select payload->>'text' as text from agent_inbox where channel_id = $1 order by seq`,
          [linked.channelId],
        );
        return rows.length === count ? rows.map((row) => row['text']) : null;
      });
      expect(texts).toEqual(Array.from({ length: count }, (_, n) => `${linked.number} ${n}`));
      await eventually('an answer', async () => answersTo(worker, linked, buyer).length > 0);
    }
    stop();
    expect(unreadable).toEqual([]);
  }, 180_000);

  it('read and write at once in one chat, in order, and lose no step of the ratchet', async () => {
    const linked = await aLinkedNumber(worker, { buyerMessagesPerMinute: 500 });
    const buyer = aNumber();
    const { whatsapp } = worker.standins;
    await whatsapp.send(buyer, linked.number, 'hello');
    await eventually('the answer', () => answersTo(worker, linked, buyer).length > 0);
    const [conversation] = await query(`select id from conversations where channel_id = $1`, [
      linked.channelId,
    ]);
    const before = whatsapp.unreadable();
    const desk = worker.app.get(ConversationDeskService, { strict: false });
    const numbers = Array.from({ length: 40 }, (_, n) => n);
    const replying = async (): Promise<void> => {
      for (const n of numbers) {
        const reply = { text: `reply ${n}`, idempotencyKey: null };
        await desk.reply(linked.seller.sellerId, String(conversation?.['id']), reply);
      }
    };
    const writing = numbers.map((n) => whatsapp.send(buyer, linked.number, `question ${n}`));
    await Promise.all([replying(), ...writing]);

    const replies = (): string[] =>
      answersTo(worker, linked, buyer).filter((text) => text.startsWith('reply'));
    await eventually('all replies', () => replies().length >= numbers.length, 120_000);
    expect(replies()).toEqual(numbers.map((n) => `reply ${n}`));
    const texts = await eventually('all questions', async () => {
      const rows = await query(
        `select payload->>'text' as text from agent_inbox where channel_id = $1 order by seq`,
        [linked.channelId],
      );
      return rows.length > numbers.length ? rows.map((row) => row['text']) : null;
    });
    expect(texts).toEqual(['hello', ...numbers.map((n) => `question ${n}`)]);
    expect(whatsapp.unreadable()).toEqual(before);
  }, 180_000);

  it('keep what is secret sealed, in the database too', async () => {
    const linked = await aLinkedNumber(worker);
    const stored = await query(
      `select creds as sealed from wa_creds where channel_id = $1
        union all select value from wa_keys where channel_id = $1`,
      [linked.channelId],
    );
    expect(stored.length).toBeGreaterThan(5);
    for (const { sealed } of stored) expect(sealed).toMatch(/^[\w-]+(:[0-9a-f]+){3}$/);
  });

  it('print no key, code, token or word of a buyer, at any level', async () => {
    new NestLogger('Test').log('the last line');
    const text = await eventually('the log', async () => {
      const files = await Promise.all(
        (await readdir(logDir)).map((file) => readFile(join(logDir, file), 'utf8')),
      );
      const all = [...printed, ...files].join('\n');
      return all.includes('the last line') ? all : null;
    });
    for (const secret of [CANARY, 'privKey', 'rootKey', 'noiseKey', 'linked_devices#', '2@']) {
      expect(text.includes(secret), `the log holds ${secret}`).toBe(false);
    }
  });
});
