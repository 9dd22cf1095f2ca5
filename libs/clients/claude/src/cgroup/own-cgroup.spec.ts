import { expect, it } from 'vitest';
import { ownCgroup } from './own-cgroup.js';

const mount = (root: string, point: string, options = 'rw,nosuid', superOptions = 'rw'): string =>
  [
    '23 28 0:21 / /proc rw,nosuid shared:12 - proc proc rw',
    `35 25 0:29 ${root} ${point} ${options} shared:9 - cgroup2 cgroup2 ${superOptions}`,
  ].join('\n');

it.each([
  [
    'a unit of systemd',
    '0::/system.slice/ifa-worker.service\n',
    mount('/', '/sys/fs/cgroup'),
    { folder: '/sys/fs/cgroup/system.slice/ifa-worker.service' },
  ],
  ['the root', '0::/\n', mount('/', '/sys/fs/cgroup'), { folder: '/sys/fs/cgroup' }],
  [
    'version 2 beside version 1',
    '4:memory:/a\n1:name=systemd:/b\n0::/c\n',
    mount('/', '/sys/fs/cgroup/unified'),
    { folder: '/sys/fs/cgroup/unified/c' },
  ],
  [
    'a mount that shows our part of the tree only',
    '0::/docker/abc/inner\n',
    mount('/docker/abc', '/sys/fs/cgroup'),
    { folder: '/sys/fs/cgroup/inner' },
  ],
  [
    'a mount point with a blank in its name',
    '0::/a\n',
    mount('/', String.raw`/odd\040place`),
    { folder: '/odd place/a' },
  ],
  [
    'a second mount that can be written to',
    '0::/a\n',
    `${mount('/', '/ro', 'ro')}\n${mount('/', '/rw')}`,
    { folder: '/rw/a' },
  ],
  [
    'a container as Docker and Kubernetes make it',
    '0::/\n',
    mount('/', '/sys/fs/cgroup', 'ro,nosuid'),
    { none: 'cgroup v2 is mounted read-only' },
  ],
  [
    'a file system that is read-only for all',
    '0::/\n',
    mount('/', '/sys/fs/cgroup', 'rw', 'ro'),
    { none: 'cgroup v2 is mounted read-only' },
  ],
  [
    'a mount of somebody else’s part',
    '0::/docker/abcdef\n',
    mount('/docker/abc', '/sys/fs/cgroup'),
    { none: 'no mount shows our own cgroup v2' },
  ],
  [
    'a mount from outside our namespace',
    '0::/\n',
    mount('/../..', '/sys/fs/cgroup'),
    { none: 'no mount shows our own cgroup v2' },
  ],
  ['version 1 alone', '4:memory:/a\n', '', { none: 'no cgroup v2 here' }],
  ['no Linux', '', '', { none: 'no cgroup v2 here' }],
])('finds where we stand: %s', (_what, cgroup, mountinfo, found) => {
  expect(ownCgroup(cgroup, mountinfo)).toEqual(found);
});
