/** Processor time of the processes on this machine by what they are, so that a bench can say where a turn's time goes. */
import { readFileSync, readdirSync } from 'node:fs';

const TICK_MS = 10;
const KINDS: readonly (readonly [kind: string, commandLine: RegExp])[] = [
  ['api', /dist\/apps\/api\//],
  ['worker', /dist\/apps\/worker\//],
  ['stand-ins', /dist\/libs\/standins\//],
  ['claude', /claude(?:\0|$).*--/],
  ['postgres', /^postgres|bin\/postgres/],
  ['redis', /redis-server|valkey-server/],
];

/** Milliseconds of processor time so far, by kind of process. Linux only. */
export function cpuTimes(): Map<string, number> {
  const times = new Map<string, number>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const found = readProcess(pid);
    if (found) times.set(found.kind, (times.get(found.kind) ?? 0) + found.ms);
  }
  return times;
}

/** What each kind used since `before`, over `count` turns: `worker 12 ms, claude 60 ms, …`. */
export function cpuPerTurn(before: Map<string, number>, count: number): string {
  return [...cpuTimes()]
    .map(([kind, ms]) => ({ kind, ms: (ms - (before.get(kind) ?? 0)) / count }))
    .filter(({ ms }) => ms >= 0.5)
    .toSorted((a, b) => b.ms - a.ms)
    .map(({ kind, ms }) => `${kind} ${ms.toFixed(1)} ms`)
    .join(', ');
}

function readProcess(pid: string): { kind: string; ms: number } | null {
  try {
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    const kind = KINDS.find(([, pattern]) => pattern.test(commandLine))?.[0];
    if (!kind) return null;
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { kind, ms: (Number(fields[11]) + Number(fields[12])) * TICK_MS };
  } catch {
    return null; // it has just ended
  }
}
