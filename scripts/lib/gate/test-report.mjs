/** Counts of a vitest run, from its JSON report. */
import fs from 'node:fs';
import { readJson } from '../run/locks.mjs';

/** @typedef {{ passed: number, failed: number, skipped: string[] }} Counts */

/**
 * A run that wrote no report, or that failed although no test did (a broken file, an error outside of tests), counts
 * as one failure.
 * @param {string} file @param {number} exitCode @returns {Counts}
 */
export function readCounts(file, exitCode) {
  const report = readJson(file);
  if (report === null) return { passed: 0, failed: 1, skipped: [] };
  const files = Array.isArray(report['testResults']) ? report['testResults'] : [];
  const tests = files.flatMap((one) => one.assertionResults ?? []);
  const passed = tests.filter(({ status }) => status === 'passed').length;
  const failed = tests.filter(({ status }) => status === 'failed').length;
  const others = tests.filter(({ status }) => status !== 'passed' && status !== 'failed');
  const silent = failed === 0 && (exitCode !== 0 || passed === 0);
  return {
    passed,
    failed: failed + (silent ? 1 : 0),
    skipped: others.map(({ fullName }) => String(fullName)),
  };
}

/** @param {string} file */
export function forgetReport(file) {
  fs.rmSync(file, { force: true });
}
