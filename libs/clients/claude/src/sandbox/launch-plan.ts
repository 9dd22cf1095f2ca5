/** Turns "start the CLI with these arguments" into a command line, with or without a sandbox around it. */
import type { ClaudeLimits } from '../claude-options.js';
import { bwrapArguments, capped, INSIDE, type BwrapContainment } from './sandbox-arguments.js';
import type { SessionDirectory, SessionPaths } from '../sessions/session-directory.js';
import type { LaunchPlan } from '../process/session-process.js';

/** Without a sandbox: limits of files and memory, and the end of the parent is the end of the process. */
export interface PlainContainment {
  kind: 'plain';
  setprivPath: string | null;
  prlimitPath: string | null;
}

/** How processes are contained on this machine. */
export type Containment = PlainContainment | BwrapContainment;

/** What a launch is made of. */
export interface LaunchRequest {
  claudePath: string;
  cliArgs: readonly string[];
  env: Record<string, string>;
  directory: SessionDirectory;
  limits: ClaudeLimits;
  uid: number | undefined;
}

/** Where the process sees its folder and its socket. */
export function insideView(
  containment: Containment,
  directory: SessionDirectory,
): { paths: SessionPaths; socketPath: string } {
  if (containment.kind === 'bwrap') return INSIDE;
  return { paths: directory.paths, socketPath: directory.socketPath };
}

/** The command line. */
export function planLaunch(containment: Containment, request: LaunchRequest): LaunchPlan {
  const { directory, env } = request;
  if (containment.kind === 'plain') return planPlain(containment, request);
  const args = bwrapArguments(containment, {
    ...request,
    sessionRoot: directory.paths.root,
    socketPath: directory.socketPath,
  });
  return { command: containment.bwrapPath, args, cwd: directory.paths.work, env, boxed: true };
}

function planPlain(containment: PlainContainment, request: LaunchRequest): LaunchPlan {
  const { setprivPath, prlimitPath } = containment;
  const words = [
    ...(setprivPath === null ? [] : [setprivPath, '--pdeathsig', 'KILL', '--']),
    // A limit of processes would count everything this user runs; the watchdog counts ours.
    ...capped(prlimitPath, request.limits, { processes: false }),
    request.claudePath,
    ...request.cliArgs,
  ];
  const [command = request.claudePath, ...args] = words;
  return { command, args, cwd: request.directory.paths.work, env: request.env, boxed: false };
}
