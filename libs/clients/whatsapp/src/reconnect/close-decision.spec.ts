import { describe, expect, it } from 'vitest';
import { closeDecision } from './close-decision.js';

const linked = { expired: false, conflicts: 0 };

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

  it.each([408, 428, null])('ends a pairing that has run out, whatever the code (%s)', (code) => {
    expect(closeDecision(code, { expired: true, conflicts: 0 })).toEqual({
      reason: 'pairing_expired',
      next: 'stop',
      wipe: false,
    });
  });

  it('gives way to another client for good when it comes back', () => {
    expect(closeDecision(440, { expired: false, conflicts: 1 }).next).toBe('stop');
  });
});
