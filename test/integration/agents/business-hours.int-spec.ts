import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AgentSettingsService, TurnRunnerService } from '#features/agents';
import { InboxService } from '#features/messaging';
import type { Id } from '#platform/ids';
import { aBuyersMessage, aTelegramChannel } from '../../factories/channel.factory.js';
import { aSellerWithAgent } from '../../factories/seller.factory.js';
import { eventually } from '../../support/eventually.js';
import { startTestWorker, type TestWorker } from '../../support/apps/worker-app.js';

describe('business hours', () => {
  let worker: TestWorker;

  beforeAll(async () => {
    worker = await startTestWorker({ sweep: false });
  });

  afterAll(async () => {
    await worker.close();
  });

  const CLOSED = { days: {}, outOfHoursLine: 'We are closed right now.' };

  async function asks(hours: object): Promise<{ lines: string[]; status: string[] }> {
    const { dataSource } = worker.database;
    const seller = await aSellerWithAgent(dataSource, { config: { hours } });
    const channel = await aTelegramChannel(worker, seller);
    const inbox = worker.app.get(InboxService, { strict: false });
    const runner = worker.app.get(TurnRunnerService, { strict: false });
    let conversationId: Id<'cnv'> | null = null;
    for (const text of ['hello', 'anybody there?']) {
      ({ conversationId } = await inbox.accept(aBuyersMessage({ seller, ...channel }, text)));
      await runner.run(conversationId);
    }
    const lines: { author: string }[] = await dataSource.query(
      `select author from deliveries where conversation_id = $1 order by seq`,
      [conversationId],
    );
    const messages: { status: string }[] = await dataSource.query(
      `select status from agent_inbox where conversation_id = $1 order by seq`,
      [conversationId],
    );
    return { lines: lines.map((line) => line.author), status: messages.map((one) => one.status) };
  }

  it('let messages wait outside of them, with one line', async () => {
    expect(await asks(CLOSED)).toEqual({ lines: ['system'], status: ['queued', 'queued'] });
  });

  it('are in force when they are changed while a worker is at what waits for them', async () => {
    const { dataSource } = worker.database;
    const seller = await aSellerWithAgent(dataSource, { config: { hours: CLOSED } });
    const channel = await aTelegramChannel(worker, seller);
    const inbox = worker.app.get(InboxService, { strict: false });
    const { conversationId } = await inbox.accept(aBuyersMessage({ seller, ...channel }, 'hello'));
    await worker.app.get(TurnRunnerService, { strict: false }).run(conversationId);

    const settings = worker.app.get(AgentSettingsService, { strict: false });
    const changing = await dataSource.transaction(async (manager) => {
      const lock = `select 1 from conversations where id = $1 for no key update`;
      await manager.query(lock, [conversationId]);
      const change = settings.change(seller.sellerId, { name: null, config: { hours: null } });
      change.catch(() => undefined);
      await eventually('the change waits', async () => {
        const waiting: unknown[] = await dataSource.query(
          `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
        );
        return waiting.length > 0;
      });
      const touch = `update agent_inbox set error = error where conversation_id = $1`;
      await manager.query(touch, [conversationId]);
      return { change };
    });
    await changing.change;
    const due: unknown[] = await dataSource.query(
      `select 1 from conversations where id = $1 and due_at <= now()`,
      [conversationId],
    );
    expect(due).toHaveLength(1);
  });

  it('let messages be answered outside of them if the seller wants it so', async () => {
    expect(await asks({ ...CLOSED, outside: 'answer' })).toEqual({
      lines: ['system', 'agent', 'agent'],
      status: ['done', 'done'],
    });
  });
});
