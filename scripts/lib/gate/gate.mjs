/**
 * The steps of `npm test`. A step is one command; the three test tiers also give their counts. Two lanes run side
 * by side, each in order: the end-to-end tests mostly wait, so they go beside what mostly computes. More at a time would
 * only make two cores keep everybody waiting.
 */
import { inRoot } from '../paths.mjs';

/** @typedef {'sources' | 'built'} Lane */
/** @typedef {{ name: string, command: string, args: string[], tier?: string, lane: Lane }} Step  command is a name in node_modules/.bin */

/** The one whose output is shown as it comes: the longest. @type {Lane} */
export const LIVE = 'sources';

/** @returns {Step[]} */
export function gateSteps() {
  return [
    testTier('unit', 'sources'),
    testTier('integration', 'sources'),
    { name: 'build', command: 'build', args: [], lane: 'built' },
    testTier('e2e', 'built'),
    check('format', 'oxfmt', ['--check', '.']),
    // The types of every file, scripts, tests and dashboard included.
    check('lint', 'oxlint', ['--type-aware', '--type-check', '--deny-warnings', '.']),
    check('floors', 'depcruise', ['--config', '.dependency-cruiser.cjs', 'apps', 'libs', 'test']),
    check('knip', 'knip', ['--no-progress']),
  ];
}

/** Steps by name only: the types as TypeScript's own compiler sees them, which the linter has checked already. @returns {Step[]} */
export function furtherSteps() {
  return [
    check('types', 'tsc', ['-p', 'tsconfig.json', '--noEmit']),
    check('types:dashboard', 'tsc', ['-p', 'apps/dashboard/tsconfig.json', '--noEmit']),
  ];
}

/** @param {string} name @param {string} command @param {string[]} args @returns {Step} */
const check = (name, command, args) => ({ name, command, args, lane: 'built' });

/**
 * A run by name that is not part of the gate, because it takes minutes: `proof:test/chaos` is what of the proofs lies there.
 * @param {string} name @returns {Step | null}
 */
export function proofStep(name) {
  if (!name.startsWith('proof:')) return null;
  const step = testTier('proof', LIVE);
  return { ...step, name, args: [...step.args, name.slice('proof:'.length)] };
}

/** Where vitest leaves the counts of a tier. @param {string} tier */
export const reportFile = (tier) => inRoot('test', '.artifacts', `${tier}.json`);

/** @param {string} tier @param {Lane} lane @returns {Step} */
function testTier(tier, lane) {
  // `integration*`: some files of a tier run in a process of their own.
  const args = ['run', '--project', `${tier}*`, '--reporter=default', '--reporter=json'];
  return {
    name: `test:${tier}`,
    command: 'vitest',
    args: [...args, `--outputFile.json=${reportFile(tier)}`],
    tier,
    lane,
  };
}
