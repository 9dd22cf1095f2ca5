import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Refresher } from './refresher.js';

const OPEN = '/conversations/cnv_1';
const LIST = '/conversations?';

let read: string[];
let quietUntil: number;
let refresher: Refresher;

beforeEach(() => {
  vi.useFakeTimers();
  read = [];
  quietUntil = 0;
  refresher = new Refresher({
    refresh: (paths) => void read.push(...paths),
    quietMs: () => Math.max(0, quietUntil - Date.now()),
  });
});

afterEach(() => {
  refresher.stop();
  vi.useRealTimers();
});

const reads = (path: string): number => read.filter((one) => one === path).length;

it('shows the first event at once, and those of a burst together', () => {
  refresher.touch([LIST, OPEN]);
  vi.advanceTimersByTime(100);
  expect(read).toEqual([LIST, OPEN]);

  for (let count = 0; count < 20; count += 1) refresher.touch([LIST, OPEN]);
  vi.advanceTimersByTime(10_000);
  expect([reads(LIST), reads(OPEN)]).toEqual([2, 2]);
});

it('reads lists every five seconds at most, and the open conversation every one and a half', () => {
  for (let ms = 0; ms < 60_000; ms += 100) {
    refresher.touch([LIST, OPEN]);
    vi.advanceTimersByTime(100);
  }
  expect(reads(LIST)).toBeGreaterThan(10);
  expect(reads(LIST)).toBeLessThanOrEqual(13);
  expect(reads(OPEN)).toBeGreaterThan(30);
  expect(reads(OPEN)).toBeLessThanOrEqual(41);
});

it('forgets nothing that was touched too early', () => {
  refresher.touch([LIST]);
  vi.advanceTimersByTime(100);
  refresher.touch([LIST]);
  vi.advanceTimersByTime(4_500);
  expect(reads(LIST)).toBe(1);
  vi.advanceTimersByTime(1_000);
  expect(reads(LIST)).toBe(2);
});

it('reads nothing while the API wants to be left alone, and everything once after', () => {
  quietUntil = Date.now() + 20_000;
  for (let ms = 0; ms < 19_000; ms += 500) {
    refresher.touch([LIST, OPEN]);
    vi.advanceTimersByTime(500);
  }
  expect(read).toEqual([]);
  vi.advanceTimersByTime(2_000);
  expect([reads(LIST), reads(OPEN)]).toEqual([1, 1]);
});

it('starts waiting when the API says so in the middle', () => {
  refresher.touch([LIST]);
  quietUntil = Date.now() + 10_000;
  vi.advanceTimersByTime(9_000);
  expect(read).toEqual([]);
  vi.advanceTimersByTime(1_500);
  expect(read).toEqual([LIST]);
});

it('reads nothing any more once it is stopped', () => {
  refresher.touch([LIST]);
  refresher.stop();
  vi.advanceTimersByTime(10_000);
  expect(read).toEqual([]);
});
