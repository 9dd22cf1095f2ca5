import { describe, expect, it } from 'vitest';
import { PLANNED_EACH_TIME } from '#platform/database';
import { StatementNames } from './statement-names.js';

const asked = (names: StatementNames, text: string, times: number): (string | null)[] =>
  Array.from({ length: times }, () => names.nameOf(text));

describe('statement names', () => {
  it('are given to what comes again', () => {
    const names = new StatementNames();
    expect(asked(names, 'select 1', 4)).toEqual([null, 's1', 's1', 's1']);
    expect(asked(names, 'select 2', 3)).toEqual([null, 's2', 's2']);
    expect(names.nameOf('select 1')).toBe('s1');
  });

  it('are not given to what is planned for its values', () => {
    const names = new StatementNames();
    const texts = [`${PLANNED_EACH_TIME} select 1`, 'select 1 where ($1::text is null or a = $1)'];
    for (const text of texts) expect(asked(names, text, 9)).toEqual(Array(9).fill(null));
  });

  it('are never given twice, also after one was dropped', () => {
    const names = new StatementNames();
    asked(names, 'select 1', 3);
    asked(names, 'select 2', 3);
    names.drop('s1');
    expect(names.nameOf('select 1')).toBe('s3');
    expect(names.nameOf('select 2')).toBe('s2');
  });

  it('are not remembered without end', () => {
    const names = new StatementNames();
    for (let i = 0; i < 2_000; i += 1) names.nameOf(`select ${i}`);
    expect(asked(names, 'select 5000', 5)).toEqual([null, null, null, null, null]);
  });
});
