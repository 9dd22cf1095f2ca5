/**
 * The steps of `npm test`. A step is one command; the three test tiers also give their counts. Two lanes run side by
 * side, each in order: the end-to-end tests mostly wait, so they go beside what mostly computes.
 */
import fs from 'node:fs';
import { inRoot } from './paths.mjs';

/** @typedef {{ name: string, command: string, args: string[], tier?: string, lane?: 'beside' }} Step  command is a name in node_modules/.bin */

const DASHBOARD = 'apps/dashboard/tsconfig.json';

/** @returns {Step[]} */
export function gateSteps() {
  const dashboardTypes = {
    name: 'types:dashboard',
    command: 'tsc',
    args: ['-p', DASHBOARD, '--noEmit'],
  };
  return [
    { name: 'format', command: 'oxfmt', args: ['--check', '.'] },
    { name: 'lint', command: 'oxlint', args: ['--type-aware', '--deny-warnings', '.'] },
    { name: 'types', command: 'tsc', args: ['-p', 'tsconfig.json', '--noEmit'] },
    ...(fs.existsSync(inRoot(DASHBOARD)) ? [dashboardTypes] : []),
    {
      name: 'floors',
      command: 'depcruise',
      args: ['--config', '.dependency-cruiser.cjs', 'apps', 'libs', 'test'],
    },
    { name: 'knip', command: 'knip', args: ['--no-progress'] },
    testTier('unit'),
    testTier('integration'),
    { name: 'build', command: 'build', args: [], lane: 'beside' },
    { ...testTier('e2e'), lane: 'beside' },
  ];
}

/**
 * A run by name that is not part of the gate, because it takes minutes: `proof:test/chaos` is what of the proofs lies there.
 * @param {string} name @returns {Step | null}
 */
export function proofStep(name) {
  if (!name.startsWith('proof:')) return null;
  const step = testTier('proof');
  return { ...step, name, args: [...step.args, name.slice('proof:'.length)] };
}

/** Where vitest leaves the counts of a tier. @param {string} tier */
export const reportFile = (tier) => inRoot('test', '.artifacts', `${tier}.json`);

/** @param {string} tier @returns {Step} */
function testTier(tier) {
  // `integration*`: some files of a tier run in a process of their own.
  const args = ['run', '--project', `${tier}*`, '--reporter=default', '--reporter=json'];
  return {
    name: `test:${tier}`,
    command: 'vitest',
    args: [...args, `--outputFile.json=${reportFile(tier)}`],
    tier,
  };
}
