import { describe, expect, it } from 'vitest';
import { PendingAcks } from './pending-acks.js';

const about = { id: 'A', chat: '5@lid' };
const LONG_MS = 60_000;

describe('PendingAcks', () => {
  it.each(['sent', 'delivered', 'read'] as const)('is satisfied by %s', async (status) => {
    const acks = new PendingAcks();
    const accepted = acks.wait('A', LONG_MS);
    acks.settle({ ...about, status });
    await expect(accepted).resolves.toBeUndefined();
  });

  it('fails with the code of a refusal', async () => {
    const acks = new PendingAcks();
    const accepted = acks.wait('A', LONG_MS);
    acks.settle({ ...about, status: 'failed', code: '463' });
    await expect(accepted).rejects.toMatchObject({
      code: 'whatsapp.rejected',
      details: { reason: '463' },
    });
  });

  it('does not know what became of a message when time is up or the line is gone', async () => {
    const acks = new PendingAcks();
    await expect(acks.wait('A', 1)).rejects.toMatchObject({ code: 'whatsapp.unconfirmed' });
    const open = acks.wait('B', LONG_MS);
    acks.failAll();
    await expect(open).rejects.toMatchObject({ code: 'whatsapp.unconfirmed' });
  });

  it('answers a second try under the same id although the first was given up', async () => {
    const acks = new PendingAcks();
    await expect(acks.wait('A', 1)).rejects.toThrow();
    const second = acks.wait('A', LONG_MS);
    acks.settle({ ...about, status: 'sent' });
    await expect(second).resolves.toBeUndefined();
  });

  it('is not moved by news of other messages', async () => {
    const acks = new PendingAcks();
    acks.settle({ id: 'X', chat: '5@lid', status: 'failed', code: '500' });
    const accepted = acks.wait('A', LONG_MS);
    acks.settle({ ...about, status: 'sent' });
    await expect(accepted).resolves.toBeUndefined();
  });
});
