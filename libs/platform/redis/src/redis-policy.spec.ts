import { describe, expect, it } from 'vitest';
import { judgeRedisPolicy } from './index.js';

describe('judgeRedisPolicy', () => {
  it('is content with noeviction and an append-only file', () => {
    const report = judgeRedisPolicy({ evictionPolicy: 'noeviction', appendOnly: 'yes' }, true);
    expect(report).toEqual({ fatal: [], warnings: [] });
  });

  it('stops production on an evicting server and only warns elsewhere', () => {
    const settings = { evictionPolicy: 'allkeys-lru', appendOnly: 'yes' };
    expect(judgeRedisPolicy(settings, true).fatal[0]).toMatch(/noeviction/);
    expect(judgeRedisPolicy(settings, false)).toMatchObject({
      fatal: [],
      warnings: [expect.stringMatching(/noeviction/)],
    });
  });

  it('warns when the server does not tell or keeps no file', () => {
    expect(judgeRedisPolicy({ evictionPolicy: null, appendOnly: null }, true)).toMatchObject({
      fatal: [],
    });
    expect(
      judgeRedisPolicy({ evictionPolicy: null, appendOnly: null }, true).warnings,
    ).toHaveLength(1);
    expect(
      judgeRedisPolicy({ evictionPolicy: 'noeviction', appendOnly: 'no' }, true).warnings,
    ).toHaveLength(1);
  });
});
