import { describe, expect, it } from 'vitest';
import { closeDecision } from './close-decision.js';

const linked = { pairing: false, conflicts: 0 };

describe('closeDecision', () => {
  it.each([
    [401, 'logged_out', 'stop', true],
    [402, 'restricted', 'stop', false],
    [403, 'logged_out', 'stop', true],
    [405, 'outdated', 'stop', false],
    [406, 'logged_out', 'stop', true],
    [408, 'transient', 'backoff', false],
    [409, 'outdated', 'stop', false],
    [411, 'outdated', 'stop', false],
    [419, 'logged_out', 'stop', true],
    [428, 'transient', 'backoff', false],
    [440, 'conflict', 'wait', false],
    [500, 'transient', 'backoff', false],
    [503, 'transient', 'backoff', false],
    [515, 'restart_required', 'now', false],
    [null, 'transient', 'backoff', false],
    [999, 'transient', 'backoff', false],
  ] as const)('takes %s for %s', (code, reason, next, wipe) => {
    expect(closeDecision(code, linked)).toEqual({ reason, next, wipe });
  });

  it('takes 408 during a pairing for its end, since Baileys says so when nobody scanned', () => {
    expect(closeDecision(408, { pairing: true, conflicts: 0 })).toEqual({
      reason: 'pairing_expired',
      next: 'stop',
      wipe: false,
    });
  });

  it('gives way to another client for good when it comes back', () => {
    expect(closeDecision(440, { pairing: false, conflicts: 1 }).next).toBe('stop');
  });
});
