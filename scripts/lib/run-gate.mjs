/** Runs the steps of lib/gate.mjs one after the other and counts. */
import path from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ensureDataDir } from './environment.mjs';
import { gateSteps, reportFile } from './gate.mjs';
import { prepareMachine } from './machine.mjs';
import { inRoot, ROOT } from './paths.mjs';
import { run } from './processes.mjs';
import { forgetReport, readCounts } from './test-report.mjs';
import { bold, complain, dim, duration, say, UserError, warn } from './ui.mjs';

/** @typedef {import('./gate.mjs').Step} Step */
/** @typedef {{ name: string, ms: number, passed: number, failed: number, skipped: string[] }} Outcome */

const inCi = () => process.env['CI'] === 'true';

/** @param {string[]} names steps to run, none for all @returns {Promise<number>} exit code */
export async function runGate(names) {
  const all = gateSteps();
  const unknown = names.filter((name) => !all.some((step) => step.name === name));
  if (unknown.length > 0) {
    throw new UserError(
      `no such step: ${unknown.join(', ')}. There are: ${all.map(({ name }) => name).join(', ')}`,
    );
  }
  const steps = names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
  const env = await environmentFor(steps);
  const outcomes = [];
  for (const step of steps) outcomes.push(await runStep(step, env));
  return sumUp(outcomes);
}

/** @param {Step[]} steps @returns {Promise<NodeJS.ProcessEnv>} */
async function environmentFor(steps) {
  const folder = path.dirname(process.execPath);
  const env = { ...process.env, PATH: `${folder}${path.delimiter}${process.env['PATH'] ?? ''}` };
  if (!steps.some(({ tier }) => tier !== undefined && tier !== 'unit')) return env;
  const dataDir = ensureDataDir({});
  const { env: extra, notes } = await prepareMachine(dataDir, (text) => say(`  ${text}`));
  for (const note of notes) say(dim(`  ${note}`));
  return { ...env, PATH: env.PATH, ...extra };
}

/** @param {Step} step @param {NodeJS.ProcessEnv} env @returns {Promise<Outcome>} */
async function runStep(step, env) {
  const startedAt = Date.now();
  say(bold(`\n> ${step.name}`));
  const counts = await (step.tier === undefined
    ? runGateStep(step, env)
    : runTests(step, step.tier, env));
  const ms = Date.now() - startedAt;
  say(dim(`  ${step.name}: ${counts.failed === 0 ? 'ok' : 'FAILED'}, ${duration(ms)}`));
  return { name: step.name, ms, ...counts };
}

/** @param {Step} step @param {NodeJS.ProcessEnv} env */
async function runGateStep(step, env) {
  const ok = { passed: 1, failed: 0, skipped: [] };
  const bad = { passed: 0, failed: 1, skipped: [] };
  if (step.command === 'build') {
    try {
      await ensureBuilt();
      return ok;
    } catch (error) {
      complain(error);
      return bad;
    }
  }
  const { code, output } = await run(inRoot('node_modules', '.bin', step.command), step.args, {
    cwd: ROOT,
    env,
  });
  if (code === 0) return ok;
  say(output.trimEnd());
  return bad;
}

/** @param {Step} step @param {string} tier @param {NodeJS.ProcessEnv} env */
async function runTests(step, tier, env) {
  forgetReport(reportFile(tier));
  const { code } = await run(inRoot('node_modules', '.bin', step.command), step.args, {
    cwd: ROOT,
    env,
    echo: true,
  });
  const counts = readCounts(reportFile(tier), code);
  for (const name of counts.skipped) warn(`skipped: ${name}`);
  if (!inCi() || counts.skipped.length === 0) return counts;
  say('  nothing may be skipped in CI');
  return { ...counts, failed: counts.failed + counts.skipped.length };
}

/** @param {Outcome[]} outcomes */
function sumUp(outcomes) {
  const passed = outcomes.reduce((sum, one) => sum + one.passed, 0);
  const failed = outcomes.reduce((sum, one) => sum + one.failed, 0);
  say('');
  for (const one of outcomes) {
    const skipped = one.skipped.length > 0 ? `, ${one.skipped.length} skipped` : '';
    say(
      `${one.failed === 0 ? '+' : 'x'} ${one.name.padEnd(18)}${duration(one.ms).padStart(12)}   ${one.passed} passed, ${one.failed} failed${skipped}`,
    );
  }
  say(`\n${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}
