/**
 * The sandbox as bubblewrap arguments: no network, own pids, a root of libraries and one binary, read-only but for the
 * session's folder and its gateway socket. Two ways in, by what the machine allows (see SandboxProbe).
 */
import { dirname } from 'node:path';
import type { ClaudeLimits } from '../claude-options.js';
import { pathsBelow, type SessionPaths } from '../sessions/session-directory.js';

/** Paths as the process inside sees them. */
export const INSIDE: { paths: SessionPaths; socketPath: string; claudePath: string } = {
  paths: pathsBelow('/session'),
  socketPath: '/gateway.sock',
  claudePath: '/app/claude',
};

/** A way to shut processes away. */
export interface BwrapContainment {
  kind: 'bwrap';
  bwrapPath: string;
  /**
   * `drop`: we are root; bubblewrap works without a user namespace and setpriv turns into the slot's uid inside.
   * `userns`: a user namespace; the process outside is still ours.
   */
  privilege: 'drop' | 'userns';
  setprivPath: string | null;
  prlimitPath: string | null;
  /** `/lib` and its like: what exists on this machine, and where symbolic links of the root point. */
  libraries: readonly RootEntry[];
  /** Further host paths to show, read-only. */
  readOnlyPaths: readonly string[];
}

/** A folder of libraries to bind, or a link like `/lib -> usr/lib` to repeat. */
export type RootEntry = { bind: string } | { link: string; target: string };

/** What one launch adds. */
export interface SandboxedLaunch {
  sessionRoot: string;
  socketPath: string;
  claudePath: string;
  cliArgs: readonly string[];
  env: Record<string, string>;
  limits: ClaudeLimits;
  /** uid and gid of the process, with `drop`. */
  uid: number | undefined;
}

const MIB = 1024 * 1024;
/** What CLI 2.1.330 maps writable and never touches is 1.6 GiB; a limit near that aborts it at random. */
const RESERVED_BYTES = 2048 * MIB;
const NOBODY_INSIDE = '1000';

/** Arguments of bubblewrap, the command inside included. */
export function bwrapArguments(how: BwrapContainment, launch: SandboxedLaunch): string[] {
  const shown = [...tools(how), ...how.readOnlyPaths];
  const show = shown.flatMap((path) => [...parentsOf(path), ...readOnly(path)]);
  const root = how.libraries.flatMap((entry) =>
    'bind' in entry
      ? [...parentsOf(entry.bind), ...readOnly(entry.bind)]
      : ['--symlink', entry.target, entry.link],
  );
  const system = ['--proc', '/proc', '--dev', '/dev', '--remount-ro', '/dev'];
  const temp = ['--perms', '1777', '--size', String(16 * MIB), '--tmpfs', '/tmp'];
  const app = ['--perms', '0755', '--dir', '/app', '--ro-bind', launch.claudePath];
  const session = ['--bind', launch.sessionRoot, INSIDE.paths.root];
  const gateway = ['--bind', launch.socketPath, INSIDE.socketPath];
  const env = Object.entries(launch.env).flatMap(([name, value]) => ['--setenv', name, value]);
  return [
    ...namespaces(how),
    '--die-with-parent',
    '--new-session',
    '--clearenv',
    ...root,
    ...system,
    // Before what is shown, which may lie in the host's /tmp.
    ...temp,
    ...show,
    ...app,
    INSIDE.claudePath,
    ...session,
    ...gateway,
    '--remount-ro',
    '/',
    '--chdir',
    INSIDE.paths.work,
    ...env,
    '--',
    ...dropping(how, launch.uid),
    ...capped(how.prlimitPath, launch.limits, { processes: true }),
    INSIDE.claudePath,
    ...launch.cliArgs,
  ];
}

/** The prefix that sets resource limits. Address space is not one of them: the CLI reserves far more than it uses. */
export function capped(
  prlimitPath: string | null,
  limits: ClaudeLimits,
  options: { processes: boolean },
): string[] {
  if (prlimitPath === null) return [];
  const nproc = options.processes ? [`--nproc=${limits.processes}`] : [];
  return [
    prlimitPath,
    ...nproc,
    `--fsize=${limits.diskBytes}`,
    // Writable private memory: a second line behind the watchdog, which looks only twice a second.
    `--data=${limits.memoryBytes + RESERVED_BYTES}`,
    '--nofile=512',
    '--core=0',
    '--',
  ];
}

function namespaces(how: BwrapContainment): string[] {
  if (how.privilege === 'userns') {
    return ['--unshare-all', '--unshare-user', '--uid', NOBODY_INSIDE, '--gid', NOBODY_INSIDE];
  }
  const capabilities = ['CAP_SETUID', 'CAP_SETGID', 'CAP_SETPCAP'];
  return [
    '--unshare-ipc',
    '--unshare-pid',
    '--unshare-net',
    '--unshare-uts',
    '--unshare-cgroup-try',
    ...capabilities.flatMap((name) => ['--cap-add', name]),
  ];
}

function tools(how: BwrapContainment): string[] {
  const setpriv = how.privilege === 'drop' ? how.setprivPath : null;
  return [setpriv, how.prlimitPath].filter((path) => path !== null);
}

function dropping(how: BwrapContainment, uid: number | undefined): string[] {
  if (how.privilege !== 'drop' || how.setprivPath === null || uid === undefined) return [];
  const identity = ['--reuid', String(uid), '--regid', String(uid), '--clear-groups'];
  const powers = [
    '--no-new-privs',
    '--bounding-set=-all',
    '--inh-caps=-all',
    '--ambient-caps=-all',
  ];
  return [how.setprivPath, ...identity, ...powers, '--'];
}

function readOnly(path: string): string[] {
  return ['--ro-bind', path, path];
}

/** Folders on the way, made by us: bubblewrap's own would be closed to another uid. */
function parentsOf(path: string): string[] {
  const parents: string[] = [];
  for (let at = dirname(path); at !== '/'; at = dirname(at)) parents.unshift(at);
  return parents.flatMap((folder) => ['--perms', '0755', '--dir', folder]);
}
