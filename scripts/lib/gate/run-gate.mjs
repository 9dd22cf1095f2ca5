/** Runs the steps of lib/gate.mjs in their lanes and counts. */
import path from 'node:path';
import { ensureBuilt } from '../setup/build.mjs';
import { ensureDataDir } from '../setup/environment.mjs';
import { furtherSteps, gateSteps, LIVE, proofStep, reportFile } from './gate.mjs';
import { prepareMachine } from '../setup/machine.mjs';
import { inRoot, ROOT } from '../paths.mjs';
import { endRunningCommands, run } from '../run/processes.mjs';
import { forgetReport, readCounts } from './test-report.mjs';
import { bold, dim, duration, say, UserError } from '../ui.mjs';

/** @typedef {import('./gate.mjs').Step} Step */
/** @typedef {import('./test-report.mjs').Counts & { output: string }} Result */
/** @typedef {Result & { name: string, ms: number }} Outcome */

const inCi = () => process.env['CI'] === 'true';

/** @param {string[]} names steps to run, none for all @returns {Promise<number>} exit code */
export async function runGate(names) {
  const steps = chosenSteps(names);
  endWithUs();
  const env = await environmentFor(steps);
  // By name: in the order given, one after the other, all of it shown.
  const lanes =
    names.length > 0 ? new Map([[LIVE, steps]]) : Map.groupBy(steps, ({ lane }) => lane);
  const done = await Promise.all([...lanes].map(([lane, own]) => runLane(own, env, lane === LIVE)));
  return sumUp(done.flat());
}

/** @param {string[]} names */
function chosenSteps(names) {
  if (names.length === 0) return gateSteps();
  const all = [...gateSteps(), ...furtherSteps()];
  return names.map((name) => {
    const step = all.find((one) => one.name === name) ?? proofStep(name);
    if (step !== null) return step;
    throw new UserError(
      `no such step: ${name}. There are: ${all.map((one) => one.name).join(', ')}`,
    );
  });
}

/** What we wait for ends with us, also when the signal reaches only us. */
function endWithUs() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => {
      endRunningCommands();
      process.exit(130);
    });
  }
}

/** @param {Step[]} steps @returns {Promise<NodeJS.ProcessEnv>} */
async function environmentFor(steps) {
  const folder = path.dirname(process.execPath);
  const env = { ...process.env, PATH: `${folder}${path.delimiter}${process.env['PATH'] ?? ''}` };
  if (!steps.some(({ tier }) => tier !== undefined && tier !== 'unit')) return env;
  const { env: extra, notes } = await prepareMachine(ensureDataDir({}), (text) => say(`  ${text}`));
  for (const note of notes) say(dim(`  ${note}`));
  return { ...env, ...extra };
}

/** @param {Step[]} steps @param {NodeJS.ProcessEnv} env @param {boolean} live @returns {Promise<Outcome[]>} */
async function runLane(steps, env, live) {
  const outcomes = [];
  for (const step of steps) {
    const startedAt = Date.now();
    if (live && step.tier !== undefined) say(bold(`\n> ${step.name}`));
    const result = await runStep(step, env, live);
    const ms = Date.now() - startedAt;
    const failed = result.failed > 0;
    if (!live || failed) say(result.output.trimEnd());
    say(`${failed ? 'x' : '+'} ${step.name}: ${failed ? 'FAILED' : 'ok'}, ${duration(ms)}`);
    outcomes.push({ ...result, name: step.name, ms });
  }
  return outcomes;
}

/** @param {Step} step @param {NodeJS.ProcessEnv} env @param {boolean} live @returns {Promise<Result>} */
async function runStep(step, env, live) {
  if (step.tier !== undefined) return runTests(step, step.tier, env, live);
  if (step.command === 'build') return build();
  const program = inRoot('node_modules', '.bin', step.command);
  const { code, output } = await run(program, step.args, { cwd: ROOT, env });
  return code === 0 ? passed() : { passed: 0, failed: 1, skipped: [], output };
}

/** @returns {Result} */
const passed = () => ({ passed: 1, failed: 0, skipped: [], output: '' });

/** @returns {Promise<Result>} */
async function build() {
  try {
    await ensureBuilt();
    return passed();
  } catch (error) {
    const output = error instanceof Error ? error.message : String(error);
    return { passed: 0, failed: 1, skipped: [], output };
  }
}

/** @param {Step} step @param {string} tier @param {NodeJS.ProcessEnv} env @param {boolean} live @returns {Promise<Result>} */
async function runTests(step, tier, env, live) {
  forgetReport(reportFile(tier));
  const program = inRoot('node_modules', '.bin', step.command);
  const { code, output } = await run(program, step.args, { cwd: ROOT, env, echo: live });
  const counts = readCounts(reportFile(tier), code);
  const notes = counts.skipped.map((name) => `! skipped: ${name}`);
  const forbidden = inCi() ? counts.skipped.length : 0;
  if (forbidden > 0) notes.push('! nothing may be skipped in CI');
  const all = [...(live ? [] : [output]), ...notes].join('\n');
  if (live && notes.length > 0 && forbidden === 0) say(all);
  return { ...counts, failed: counts.failed + forbidden, output: all };
}

/** @param {Outcome[]} outcomes */
function sumUp(outcomes) {
  const passedCount = outcomes.reduce((sum, one) => sum + one.passed, 0);
  const failedCount = outcomes.reduce((sum, one) => sum + one.failed, 0);
  say('');
  for (const one of outcomes) {
    const skipped = one.skipped.length > 0 ? `, ${one.skipped.length} skipped` : '';
    const time = duration(one.ms).padStart(12);
    const counts = `${one.passed} passed, ${one.failed} failed${skipped}`;
    say(`${one.failed === 0 ? '+' : 'x'} ${one.name.padEnd(18)}${time}   ${counts}`);
  }
  say(`\n${passedCount} passed, ${failedCount} failed`);
  return failedCount === 0 && passedCount > 0 ? 0 : 1;
}
