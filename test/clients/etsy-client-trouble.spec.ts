/** What EtsyClient makes of trouble at Etsy, and how the quota gate sees its requests. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EtsyQuotaSnapshot, EtsyTicket } from '#clients/etsy';
import { freePort } from '../support/servers/ports.js';
import { etsyFailureOf, type RunningEtsy, runEtsy } from '../support/apps/running-etsy.js';

let running: RunningEtsy;
beforeEach(async () => {
  running = await runEtsy();
});
afterEach(() => running.close());

describe('trouble', () => {
  it('tells an expired token from a revoked grant and a missing scope', async () => {
    const expired = running.call();
    running.etsy.expireAccess();
    expect((await etsyFailureOf(running.clientWith().getMe(expired))).reason).toBe('expired_token');
    const revoked = running.call();
    running.etsy.revoke(running.shopId);
    expect((await etsyFailureOf(running.clientWith().getMe(revoked))).reason).toBe('revoked_grant');
    const narrow = await etsyFailureOf(
      running.clientWith().getListingsByShop(running.call(['shops_r']), running.shopId, 'active'),
    );
    expect(narrow.reason).toBe('insufficient_scope');
    expect(narrow.requestUuid).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('names a wrong key, an offset too large, a page of HTML', async () => {
    expect((await etsyFailureOf(running.clientWith({ sharedSecret: 'wrong' }).ping())).reason).toBe(
      'misconfigured_key',
    );
    const far = running
      .clientWith()
      .getListingsByShop(running.call(), running.shopId, 'active', { offset: 12_100 });
    expect((await etsyFailureOf(far)).reason).toBe('offset_too_large');
    running.etsy.addFault({ operation: 'ping', action: { kind: 'html' } });
    expect((await etsyFailureOf(running.clientWith().ping())).reason).toBe('not_json');
  });

  it('repeats a read once after a 5xx or a broken connection, and no more', async () => {
    running.etsy.addFault({ operation: 'ping', action: { kind: 'status', status: 503 } });
    await running.clientWith().ping();
    running.etsy.addFault({ operation: 'ping', action: { kind: 'drop_after' } });
    await running.clientWith().ping();
    running.etsy.addFault({ operation: 'ping', times: 2, action: { kind: 'status', status: 500 } });
    expect((await etsyFailureOf(running.clientWith().ping())).reason).toBe('server_error');
    expect(running.etsy.counters().byOperation['ping']).toBe(6);
  });

  it('gives up in time, and at once when the caller does', async () => {
    running.etsy.addFault({
      operation: 'ping',
      times: null,
      action: { kind: 'slow', delayMs: 5_000 },
    });
    expect((await etsyFailureOf(running.clientWith({ timeoutMs: 30 }).ping())).reason).toBe(
      'timeout',
    );
    const reason = new Error('enough');
    const given = running.clientWith().ping({ signal: AbortSignal.abort(reason) });
    await expect(given).rejects.toBe(reason);
  });

  it('knows that nothing was sent when nobody listens', async () => {
    const apiUrl = `http://127.0.0.1:${await freePort()}/v3`;
    expect(await etsyFailureOf(running.clientWith({ apiUrl }).ping())).toMatchObject({
      reason: 'connect',
      mayHaveHappened: false,
    });
  });
});

describe('the quota gate', () => {
  it('is asked before and told after every request, retries too', async () => {
    const tickets: EtsyTicket[] = [];
    const told: EtsyQuotaSnapshot[] = [];
    const gate = {
      beforeRequest: async (ticket: EtsyTicket) => void tickets.push(ticket),
      onQuota: (snapshot: EtsyQuotaSnapshot) => void told.push(snapshot),
    };
    running.etsy.setLimits({ perSecond: 50, perDay: 500 });
    running.etsy.addFault({ operation: 'getMe', action: { kind: 'status', status: 500 } });
    await running
      .clientWith({ gate })
      .getMe({ ...running.call(), priority: 'live', subject: 'shop-1' });
    const ticket = { operation: 'getMe', cost: 1, priority: 'live', subject: 'shop-1' };
    expect(tickets).toEqual([ticket, ticket]);
    const quota = { perSecondLimit: 50, perDayLimit: 500, refusedBy: null, retryAfterMs: null };
    expect(told[1]).toMatchObject({ ...quota, remainingToday: 498 });
  });

  it('keeps a request from being sent', async () => {
    const refusal = new Error('not now');
    const gate = { beforeRequest: () => Promise.reject(refusal), onQuota: () => undefined };
    await expect(running.clientWith({ gate }).ping()).rejects.toBe(refusal);
    expect(running.etsy.counters().total).toBe(0);
  });

  it('hears of both limits with the time to wait', async () => {
    const told: EtsyQuotaSnapshot[] = [];
    const gate = {
      beforeRequest: () => Promise.resolve(),
      onQuota: (snapshot: EtsyQuotaSnapshot) => void told.push(snapshot),
    };
    running.etsy.setLimits({ enforced: true, perSecond: 1, perDay: 100 });
    await running.clientWith({ gate }).ping();
    const second = await etsyFailureOf(running.clientWith({ gate }).ping());
    expect(second).toMatchObject({ reason: 'per_second_limit', retryAfterMs: 1_000 });
    running.etsy.setLimits({ perSecond: 100, usedToday: 100 });
    const day = await etsyFailureOf(running.clientWith({ gate }).ping());
    expect(day.reason).toBe('per_day_limit');
    expect(day.retryAfterMs).toBeGreaterThan(3_600_000);
    expect(told.map((s) => s.refusedBy)).toEqual([null, 'second', 'day']);
  });
});
