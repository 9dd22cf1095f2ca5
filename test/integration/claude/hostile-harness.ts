/** A client whose binary is `hostile-cli.mjs`: a process that was taken over and does what a message tells it. */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ClaudeSessionOptions, TurnOutcome } from '#clients/claude';
import { makeHarness, say, sessionOptions, type Harness } from './claude-harness.js';
import { ScriptedModel } from './scripted-model.js';

const MIB = 1024 * 1024;
const here = dirname(fileURLToPath(import.meta.url));

export const HOSTILE_LIMITS = {
  outputBytes: 4 * MIB,
  outputLines: 5_000,
  memoryBytes: 300 * MIB,
  diskBytes: 64 * MIB,
  processes: 96,
  graceMs: 300,
};

export interface Hostile {
  harness: Harness;
  model: ScriptedModel;
  /** Holds the binary; readable to everybody. */
  folder: string;
  /** Whether `auto` means a sandbox here. */
  sandboxed: boolean;
  /** One session, one turn in which the process does a deed. */
  act(
    deed: string,
    options?: Partial<ClaudeSessionOptions> & { given?: unknown; timeoutMs?: number },
  ): Promise<TurnOutcome>;
  close(): Promise<void>;
}

export async function openHostile(): Promise<Hostile> {
  const model = await ScriptedModel.start();
  const folder = await mkdtemp(join(tmpdir(), 'claude-hostile-'));
  await chmod(folder, 0o755);
  const claudePath = join(folder, 'hostile.mjs');
  const script = await readFile(join(here, 'hostile-cli.mjs'), 'utf8');
  await writeFile(claudePath, `#!${process.execPath}\n${script}`, { mode: 0o755 });
  const harness = await makeHarness({
    claudePath,
    readOnlyPaths: [process.execPath],
    limits: HOSTILE_LIMITS,
  });
  const report = await harness.probe.check();
  if (!report.ok) process.stdout.write(`sandboxed cases skipped: ${report.reason ?? ''}\n`);
  return {
    harness,
    model,
    folder,
    sandboxed: report.ok,
    act: async (deed, { given = null, timeoutMs = 60_000, ...options } = {}) => {
      const session = await harness.sessions.open(sessionOptions(model.url, options));
      try {
        return await say(session, deedOf(deed, given), { timeoutMs });
      } finally {
        await session.close();
      }
    },
    close: async () => {
      await harness.close();
      await model.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The message that makes the process do it. */
export function deedOf(deed: string, given: unknown = null): string {
  return JSON.stringify({ deed, given });
}

/** What the process reports as its answer. */
export function reportOf(outcome: TurnOutcome): unknown {
  if (!outcome.ok) throw new Error(`the turn failed: ${outcome.failure} ${outcome.detail}`);
  return JSON.parse(outcome.text);
}
