/**
 * `npm run chaos:channels`: channels while workers, platforms, Postgres and Redis are taken away. Sizes by CHAOS_KILLS,
 * CHAOS_OUTAGE_SECONDS, CHAOS_BOTS, CHAOS_UPDATES, CHAOS_BURST and CHAOS_LINKS; the defaults are those that must hold. Prints what was seen.
 */
import { describe, expect, it } from 'vitest';
import { runBusyChats } from './busy-chats.js';
import { runManyLinks } from './many-links.js';
import { runOutages } from './outages.js';
import { runTelegramStorm } from './telegram-storm.js';
import { runWhatsappKills } from './whatsapp-kills.js';

const size = (name: string, usual: number): number => Number(process.env[name] ?? usual);
const KILLS = size('CHAOS_KILLS', 20);
/** Ten minutes, ten times as fast; the sellers' limit is six of them. */
const OUTAGE_MS = size('CHAOS_OUTAGE_SECONDS', 60) * 1_000;
const BOTS = size('CHAOS_BOTS', 50);
const UPDATES = size('CHAOS_UPDATES', 1_000);
const BURST = size('CHAOS_BURST', 150);
const LINKS = size('CHAOS_LINKS', 16);
const DRAIN_WITHIN_MS = 10 * 60_000;
/** From the first byte on the line to well after the answer. */
const LAST_MOMENT_MS = 3_000;

function report(what: string, seen: object): void {
  process.stdout.write(`chaos:channels ${what} ${JSON.stringify(seen)}\n`);
}

describe('channels in trouble', () => {
  it('answers or lists every message of a buyer on WhatsApp, whenever the worker is killed', async () => {
    const moments = Array.from({ length: KILLS }, (_, n) =>
      Math.round(LAST_MOMENT_MS * (n / KILLS) ** 2),
    );
    const seen = await runWhatsappKills({ moments, hurry: false, drainWithinMs: DRAIN_WITHIN_MS });
    report('kills', seen);
    expect(seen.verdict).toMatchObject({ sent: KILLS * 2, lost: [], twice: [], disordered: [] });
    expect(seen.told).toEqual([]);
  });

  it('answers late, once and in order after an outage, and lists what has grown too old', async () => {
    const seen = await runOutages({
      away: ['channel', 'postgres', 'redis'],
      buyers: 5,
      messages: 10,
      outageMs: OUTAGE_MS,
      limitMs: OUTAGE_MS * 0.6,
      drainWithinMs: DRAIN_WITHIN_MS,
    });
    report('outages', seen);
    for (const outcome of seen.outcomes) {
      expect(outcome).toMatchObject({ tooEarly: 0, tooLate: 0 });
      expect(outcome.verdict).toMatchObject({ sent: 100, lost: [], twice: [], disordered: [] });
    }
    expect(seen.died).toEqual([]);
    expect(seen.told).toEqual([]);
  });

  it('loses no update of many bots and sends nothing twice', async () => {
    const seen = await runTelegramStorm({
      bots: BOTS,
      updates: UPDATES,
      durationMs: 60_000,
      faultEvery: 10,
      drainWithinMs: DRAIN_WITHIN_MS,
    });
    report('storm', seen);
    expect(seen.verdict).toMatchObject({ sent: UPDATES, lost: [], twice: [], disordered: [] });
    expect(seen.redelivered).toBe(Math.ceil(UPDATES / 10));
    expect(seen.doubleSends).toBe(0);
    expect(seen.verdict.deliveriesUnknown).toBeLessThanOrEqual(
      (seen.faults['hung up after'] ?? 0) + (seen.faults['hung up before'] ?? 0),
    );
    expect(seen.told).toEqual([]);
  });

  it('reads everything, in order, when all write at once', async () => {
    const seen = await runBusyChats({ sellers: 4, messages: 40, burst: BURST });
    report('busy chats', seen);
    expect(seen.wrong).toEqual([]);
    expect(seen.unreadable).toEqual({ byPhones: 0, byDevices: 0 });
    expect(seen.unsettled).toBe(0);
    expect(seen.told).toEqual([]);
  });

  it('links every number that is linked in the same moment', async () => {
    const seen = await runManyLinks({ atOnce: LINKS, rounds: 3 });
    report('links', seen);
    expect(seen).toMatchObject({ linked: LINKS * 3, away: [], told: [] });
    expect(new Set(seen.scans)).toEqual(new Set([1]));
  });
});
