import { describe, expect, it } from 'vitest';
import { RequestLog, type RecordedRequest } from './request-log.js';

function aRequest(content: string): Omit<RecordedRequest, 'seq' | 'outcome' | 'answer'> {
  return {
    at: '2026-11-23T10:00:00.000Z',
    path: 'messages',
    mode: 'demo',
    apiKey: null,
    headers: {},
    body: { model: 'm', messages: [{ role: 'user', content }] },
  };
}

describe('RequestLog', () => {
  it('keeps the newest requests and goes on counting', async () => {
    const log = new RequestLog({ requests: 2, bytes: 1_000_000 });
    for (const text of ['one', 'two', 'three']) await log.record(aRequest(text));
    expect(log.since().map((request) => request.seq)).toEqual([2, 3]);
    expect(log.since(2)).toHaveLength(1);
    log.clear();
    expect((await log.record(aRequest('four'))).seq).toBe(4);
  });

  it('forgets old requests when they grow too large, but never the newest', async () => {
    const log = new RequestLog({ requests: 100, bytes: 500 });
    await log.record(aRequest('x'.repeat(300)));
    await log.record(aRequest('y'.repeat(300)));
    await log.record(aRequest('z'.repeat(900)));
    expect(log.since().map((request) => request.seq)).toEqual([3]);
  });

  it('fails a request whose hook fails', async () => {
    const log = new RequestLog({ requests: 2, bytes: 1_000 });
    log.onRequest(() => Promise.reject(new Error('held back')));
    await expect(log.record(aRequest('one'))).rejects.toThrow('held back');
  });
});
