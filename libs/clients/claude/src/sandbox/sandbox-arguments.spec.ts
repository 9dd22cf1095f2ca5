import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../claude-options.js';
import { bwrapArguments, type BwrapContainment } from './sandbox-arguments.js';

const how: BwrapContainment = {
  kind: 'bwrap',
  bwrapPath: '/usr/bin/bwrap',
  privilege: 'drop',
  setprivPath: '/usr/bin/setpriv',
  prlimitPath: '/usr/bin/prlimit',
  libraries: [{ bind: '/usr/lib' }, { link: '/lib', target: 'usr/lib' }],
  readOnlyPaths: [],
};
const launch = {
  sessionRoot: '/data/sessions/s1',
  socketPath: '/data/sockets/s1.sock',
  claudePath: '/opt/claude',
  cliArgs: ['--bare'],
  env: { HOME: '/session/home' },
  limits: DEFAULT_LIMITS,
  uid: 60_600,
};
const bindings = (args: string[]): string[] =>
  args.flatMap((arg, at) => (arg === '--bind' ? [args[at + 1] ?? ''] : []));

describe.each(['drop', 'userns'] as const)('the sandbox (%s)', (privilege) => {
  const args = bwrapArguments({ ...how, privilege }, launch);

  it('lets the process write to its session and talk to its gateway, and nothing else', () => {
    expect(bindings(args)).toEqual(['/data/sessions/s1', '/data/sockets/s1.sock']);
    expect(args.slice(args.indexOf('/gateway.sock'))).toContain('--remount-ro');
  });

  it('has no network, its own pids, a cleared environment, and ends with its parent', () => {
    const all = args.includes('--unshare-all');
    expect(all || (args.includes('--unshare-net') && args.includes('--unshare-pid'))).toBe(true);
    expect(args).not.toContain('--share-net');
    for (const flag of ['--die-with-parent', '--new-session', '--clearenv']) {
      expect(args).toContain(flag);
    }
  });

  it('limits processes, files and memory of the command', () => {
    const command = args.slice(args.indexOf('--') + 1).join(' ');
    expect(command).toMatch(
      /--nproc=\d+ --fsize=\d+ --data=\d+ --nofile=\d+ --core=0 -- \/app\/claude --bare$/,
    );
  });
});

it('gives up root before the command runs, for the uid of the slot', () => {
  const args = bwrapArguments(how, launch);
  const command = args.slice(args.indexOf('--') + 1);
  expect(command[0]).toBe('/usr/bin/setpriv');
  expect(command).toEqual(
    expect.arrayContaining(['--reuid', '60600', '--regid', '--clear-groups', '--no-new-privs']),
  );
});
