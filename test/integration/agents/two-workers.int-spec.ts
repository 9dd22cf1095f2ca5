import { readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TurnNudgerService, TurnRunnerService } from '#features/agents';
import { ConversationLeasesRepository, InboxService, LeaseLostError } from '#features/messaging';
import type { Id } from '#platform/ids';
import { aBuyersMessage, aTelegramChannel } from '../../factories/channel.factory.js';
import { aSellerWithAgent, type TestSeller } from '../../factories/seller.factory.js';
import { eventually } from '../../support/eventually.js';
import {
  startTestWorker,
  startWorkerBeside,
  type TestWorker,
} from '../../support/apps/worker-app.js';

describe('two workers', () => {
  let first: TestWorker;
  let seller: TestSeller;
  let buyer: { seller: TestSeller; channelId: Id<'chn'>; chatId: string };
  let others: TestWorker[];

  beforeEach(async () => {
    first = await startTestWorker({ sweep: false });
    first.standins.anthropic.setMode('instant');
    seller = await aSellerWithAgent(first.database.dataSource, { soul: 'Be kind.' });
    buyer = { seller, ...(await aTelegramChannel(first, seller)) };
    others = [];
  });

  afterEach(async () => {
    for (const other of others) await other.close();
    await first?.close();
  });

  async function another(sweep: boolean): Promise<TestWorker> {
    const worker = await startWorkerBeside(first, { sweep });
    others.push(worker);
    return worker;
  }

  async function write(text: string): Promise<Id<'cnv'>> {
    const inbox = first.app.get(InboxService, { strict: false });
    const accepted = await inbox.accept(aBuyersMessage(buyer, text));
    first.app.get(TurnNudgerService, { strict: false }).onAccepted(accepted);
    return accepted.conversationId;
  }

  const query = <T>(sql: string, id: string): Promise<T[]> =>
    first.database.dataSource.query(sql, [id]);

  const answers = (id: Id<'cnv'>): Promise<{ status: string }[]> =>
    query(`select status from deliveries where conversation_id = $1`, id);

  const answered = (id: Id<'cnv'>): Promise<unknown> =>
    eventually('an answer', async () => (await answers(id))[0]);

  it('answer for a warm worker that vanished', async () => {
    const runner = first.app.get(TurnRunnerService, { strict: false });
    const conversationId = await write('hello');
    await runner.run(conversationId);
    await query(
      `update conversations set warm_worker = 'vanished-1' where id = $1`,
      conversationId,
    );
    const second = await another(true);
    await write('hello again');
    await eventually('a second answer', async () => (await answers(conversationId))[1]);
    const runs = await query<{ worker: string; warm: boolean; status: string }>(
      `select worker, warm, status from agent_runs where conversation_id = $1 order by started_at`,
      conversationId,
    );
    expect(runs.map(({ status }) => status)).toEqual(['completed', 'completed']);
    expect(runs[1]?.warm || runs[0]?.worker !== runs[1]?.worker).toBe(true);
    expect(second.app.get(TurnRunnerService, { strict: false }).capacity).toBeGreaterThan(0);
  });

  it('is answered by one of them when a crash of the database forgot the claim of the other', async () => {
    const { app, database } = first;
    const leases = app.get(ConversationLeasesRepository, { strict: false });
    const inbox = app.get(InboxService, { strict: false });
    const { conversationId } = await inbox.accept(aBuyersMessage(buyer, 'hello'));
    const forgotten = await leases.claim(conversationId, 'first');
    await query(
      `update conversations set epoch = epoch - 1, lease_owner = null, lease_until = null where id = $1`,
      conversationId,
    );
    const held = await leases.claim(conversationId, 'second');
    if (!forgotten || !held) throw new Error('the conversation is not due');
    expect(held.epoch).toBe(forgotten.epoch);
    const { manager } = database.dataSource;
    await expect(leases.assertHeld(manager, forgotten)).rejects.toThrow(LeaseLostError);
    expect(await leases.renew(forgotten)).toBe(false);
    await leases.release(forgotten, true);
    expect(await leases.assertHeld(manager, held)).toMatchObject({ owner: 'ai' });
  });

  it('write nothing under a claim of their own that has run out, also when they have claimed anew', async () => {
    const { app, database } = first;
    const leases = app.get(ConversationLeasesRepository, { strict: false });
    const inbox = app.get(InboxService, { strict: false });
    const { conversationId } = await inbox.accept(aBuyersMessage(buyer, 'hello'));
    const earlier = await leases.claim(conversationId, 'first');
    await query(
      `update conversations set lease_until = now() - interval '1 second' where id = $1`,
      conversationId,
    );
    if (!earlier) throw new Error('the conversation is not due');
    const { manager } = database.dataSource;
    await expect(leases.assertHeld(manager, earlier)).rejects.toThrow(LeaseLostError);
    const held = await leases.claim(conversationId, 'first');
    if (!held) throw new Error('the lease had not run out');
    await expect(leases.assertHeld(manager, earlier)).rejects.toThrow(LeaseLostError);
    expect(await leases.renew(earlier)).toBe(false);
    await leases.release(earlier, true);
    expect(await leases.assertHeld(manager, held)).toMatchObject({ owner: 'ai' });

    // Nor is one kept up that a human has ended.
    expect(await leases.renew(held)).toBe(true);
    await query(`update conversations set owner = 'human' where id = $1`, conversationId);
    expect(await leases.renew(held)).toBe(false);
    await leases.release(held, true);
  });

  it('give up a message that has lost its worker for the tenth time, say so, and answer the next', async () => {
    const runner = first.app.get(TurnRunnerService, { strict: false });
    const inbox = first.app.get(InboxService, { strict: false });
    const { conversationId } = await inbox.accept(aBuyersMessage(buyer, 'hello'));
    const die = async (crashesBefore: number): Promise<void> => {
      await query(
        `update agent_inbox set status = 'processing', crash_count = ${crashesBefore} where conversation_id = $1`,
        conversationId,
      );
      await query(
        `update conversations set lease_owner = 'dead', lease_until = now() - interval '1 second', due_at = now()
          where id = $1`,
        conversationId,
      );
    };
    const messages = (): Promise<unknown> =>
      query(
        `select status, error, crash_count as crashes from agent_inbox where conversation_id = $1 order by seq`,
        conversationId,
      );
    await die(9);
    await runner.run(conversationId);
    expect(await messages()).toEqual([{ status: 'failed', error: 'crashed', crashes: 10 }]);
    const told = `select metadata->>'reason' as reason from agent_events
                   where conversation_id = $1 and event_type = 'not_answered'`;
    expect(await query(told, conversationId)).toEqual([{ reason: 'crashed' }]);
    const lines = `select author from deliveries where conversation_id = $1`;
    expect(await query(lines, conversationId)).toEqual([{ author: 'system' }]);

    await inbox.accept(aBuyersMessage(buyer, 'hello again'));
    await runner.run(conversationId);
    expect(await messages()).toMatchObject([{ status: 'failed' }, { status: 'done' }]);
  });

  it('hand over a turn that a stopping worker cannot end', async () => {
    first.standins.anthropic.fail({ failure: { kind: 'hang' }, times: 1 });
    const conversationId = await write('hello');
    const runner = first.app.get(TurnRunnerService, { strict: false });
    const running = runner.run(conversationId);
    await eventually('the model is asked', () => first.standins.anthropic.newestSeq > 0);
    await runner.drain(100);
    await running;
    expect(await answers(conversationId)).toEqual([]);
    await another(true);
    await answered(conversationId);
    const runs = await query<{ status: string; attempts: number; crashes: number }>(
      `select r.status, m.attempt_count as attempts, m.crash_count as crashes
         from agent_runs r join agent_inbox m on m.conversation_id = r.conversation_id
        where r.conversation_id = $1 order by r.started_at`,
      conversationId,
    );
    expect(runs).toEqual([
      { status: 'abandoned', attempts: 0, crashes: 0 },
      { status: 'completed', attempts: 0, crashes: 0 },
    ]);
  });

  it('let a turn end that can, and answer it once', async () => {
    first.standins.anthropic.setPace({ firstByteMs: 700 });
    const conversationId = await write('hello');
    const running = first.app.get(TurnRunnerService, { strict: false }).run(conversationId);
    await eventually('the model is asked', () => first.standins.anthropic.newestSeq > 0);
    await another(true);
    await first.app.get(TurnRunnerService, { strict: false }).drain(20_000);
    await running;
    expect(await answers(conversationId)).toHaveLength(1);
    const runs = await query(
      `select status from agent_runs where conversation_id = $1`,
      conversationId,
    );
    expect(runs).toEqual([{ status: 'completed' }]);
  });

  it('find the workspace as it was written, whoever was at it', async () => {
    const runner = first.app.get(TurnRunnerService, { strict: false });
    const folder = join(first.config.agent.workspacesDir, `seller_${seller.sellerId}`);
    const read = (name: string): Promise<string> =>
      readFile(join(folder, name), 'utf8').catch(() => '');
    await runner.run(await write('hello'));
    const soul = await eventually('a workspace', async () => (await read('SOUL.md')) || null);
    const inventory = await eventually(
      'an inventory',
      async () => (await read('products/inventory.json')) || null,
    );
    expect(soul).toBe('Be kind.\n');

    await writeFile(join(folder, 'SOUL.md'), 'Be rude.');
    await writeFile(join(folder, 'products/inventory.json'), '[]garbage');
    await rm(join(folder, 'CLAUDE.md'));
    await symlink('/etc/hostname', join(folder, 'CLAUDE.md'));
    await runner.run(await write('hello again'));
    await eventually('the soul again', async () => (await read('SOUL.md')) === soul);
    await eventually(
      'the inventory again',
      async () => (await read('products/inventory.json')) === inventory,
    );
    expect(await read('CLAUDE.md')).toContain('picture of what the agent knows');
  });
});
