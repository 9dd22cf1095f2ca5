import { describe, expect, it } from 'vitest';
import { runOutages } from '../chaos/channels/outages.js';
import { runTelegramStorm } from '../chaos/channels/telegram-storm.js';
import { runWhatsappKills } from '../chaos/channels/whatsapp-kills.js';

const DRAIN_WITHIN_MS = 120_000;

/** `npm run chaos:channels` in small. */
describe('channels in trouble', () => {
  it('answers or lists every message of a buyer on WhatsApp, whenever the worker is killed', async () => {
    const seen = await runWhatsappKills({
      moments: [20, 500],
      hurry: true,
      drainWithinMs: DRAIN_WITHIN_MS,
    });
    expect(seen.drainedMs).not.toBeNull();
    expect(seen.verdict).toMatchObject({ sent: 4, lost: [], twice: [], disordered: [] });
    expect(seen.told).toEqual([]);
  });

  it('answers late, once and in order what came while Postgres was away', async () => {
    const seen = await runOutages({
      away: ['postgres'],
      buyers: 2,
      messages: 3,
      outageMs: 1_500,
      limitMs: 60_000,
      drainWithinMs: DRAIN_WITHIN_MS,
    });
    for (const { drainedMs, verdict, tooEarly } of seen.outcomes) {
      expect(drainedMs).not.toBeNull();
      expect(verdict).toMatchObject({ sent: 12, lost: [], twice: [], disordered: [] });
      expect(tooEarly).toBe(0);
    }
    expect(seen.died).toEqual([]);
    expect(seen.told).toEqual([]);
  });

  it('loses no update of many bots and sends nothing twice', async () => {
    const seen = await runTelegramStorm({
      bots: 3,
      updates: 24,
      durationMs: 1_000,
      faultEvery: 6,
      drainWithinMs: DRAIN_WITHIN_MS,
    });
    expect(seen.drainedMs).not.toBeNull();
    expect(seen.verdict).toMatchObject({ sent: 24, lost: [], twice: [], disordered: [] });
    expect(seen.redelivered).toBe(3);
    expect(seen.doubleSends).toBe(0);
    expect(seen.verdict.deliveriesUnknown).toBeLessThanOrEqual(2);
    expect(seen.told).toEqual([]);
  });
});
