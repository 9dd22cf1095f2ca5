/** Turns "start the CLI with these arguments" into a command line, with or without a sandbox around it. */
import type { ClaudeLimits } from './claude-options.js';
import type { SessionDirectory, SessionPaths } from './session-directory.js';
import type { LaunchPlan } from './session-process.js';

/** How processes are contained on this machine. */
export type Containment = { kind: 'plain'; setprivPath: string | null };

/** What a launch is made of. */
export interface LaunchRequest {
  claudePath: string;
  cliArgs: readonly string[];
  env: Record<string, string>;
  directory: SessionDirectory;
  limits: ClaudeLimits;
}

/** Where the process sees its folder and its socket. */
export function insideView(
  _containment: Containment,
  directory: SessionDirectory,
): { paths: SessionPaths; socketPath: string } {
  return { paths: directory.paths, socketPath: directory.socketPath };
}

/** The command line. */
export function planLaunch(containment: Containment, request: LaunchRequest): LaunchPlan {
  const { claudePath, cliArgs, env, directory } = request;
  const cwd = directory.paths.work;
  if (containment.setprivPath === null) {
    return { command: claudePath, args: [...cliArgs], cwd, env };
  }
  const args = ['--pdeathsig', 'KILL', '--', claudePath, ...cliArgs];
  return { command: containment.setprivPath, args, cwd, env };
}
