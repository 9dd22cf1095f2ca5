import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readCounts } from '../../scripts/lib/gate/test-report.mjs';
import { tempFolder } from '../support/temp-folder.js';

/** A report with tests of these states. */
function report(...states: string[]): string {
  const file = join(tempFolder(), 'report.json');
  const tests = states.map((status, index) => ({ status, fullName: `test ${index}` }));
  writeFileSync(file, JSON.stringify({ testResults: [{ assertionResults: tests }] }));
  return file;
}

it('counts what passed, failed and was skipped', () => {
  const file = report('passed', 'failed', 'passed', 'skipped', 'pending');
  const counts = readCounts(file, 1);
  expect(counts).toEqual({ passed: 2, failed: 1, skipped: ['test 3', 'test 4'] });
});

it('counts a run as failed that failed without a failing test', () => {
  expect(readCounts(report('passed'), 1)).toMatchObject({ passed: 1, failed: 1 });
});

it('counts a run as failed that left no report, or ran no test', () => {
  expect(readCounts('/no/such/report.json', 0)).toMatchObject({ passed: 0, failed: 1 });
  expect(readCounts(report('skipped'), 0)).toMatchObject({ passed: 0, failed: 1 });
});
