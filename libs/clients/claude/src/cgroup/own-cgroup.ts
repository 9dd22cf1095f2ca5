/**
 * Where this process stands in the tree of cgroups, version 2, read from what /proc says of it. Pure: what is not there
 * or not ours to write is an answer, in words for a log.
 */
import { posix } from 'node:path';

/** The folder of a cgroup, or why there is none for us. */
export type OwnCgroup = { folder: string } | { none: string };

interface Mount {
  /** Which cgroup the mount shows as its root. */
  root: string;
  mountPoint: string;
  isWritable: boolean;
}

/** @param cgroup /proc/self/cgroup @param mountinfo /proc/self/mountinfo */
export function ownCgroup(cgroup: string, mountinfo: string): OwnCgroup {
  const path = /^0::(\/.*)$/m.exec(cgroup)?.[1];
  if (path === undefined) return { none: 'no cgroup v2 here' };
  const shown = mountinfo.split('\n').flatMap((line) => {
    const mount = mountOf(line);
    return mount && isBelow(path, mount.root) ? [mount] : [];
  });
  const mount = shown.find((one) => one.isWritable);
  if (mount) return { folder: posix.join(mount.mountPoint, posix.relative(mount.root, path)) };
  if (shown.length > 0) return { none: 'cgroup v2 is mounted read-only' };
  return { none: 'no mount shows our own cgroup v2' };
}

/** `36 35 0:29 /root /mount/point rw,... optional fields - cgroup2 source super,options` */
function mountOf(line: string): Mount | null {
  const [before = '', after = ''] = line.split(' - ');
  const [, , , root, mountPoint, options = ''] = before.split(' ');
  const [type, , superOptions = ''] = after.split(' ');
  if (type !== 'cgroup2' || root === undefined || mountPoint === undefined) return null;
  const isWritable = [options, superOptions].every((list) => !list.split(',').includes('ro'));
  return { root: unescaped(root), mountPoint: unescaped(mountPoint), isWritable };
}

/** A root such as `/..` is that of another namespace: what lies there is not ours. */
function isBelow(path: string, root: string): boolean {
  return !posix.relative(root, path).startsWith('..') && !root.startsWith('/..');
}

function unescaped(path: string): string {
  return path.replaceAll(/\\([0-7]{3})/g, (_all, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
}
