/**
 * Tests never leave the machine: a connection to anything but loopback or a unix socket fails at once, and so does the
 * test that tried, even if its code swallowed the error.
 */
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { afterEach } from 'vitest';

declare global {
  /** Hosts that were refused since the last look. */
  var refusedTargets: string[] | undefined;
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|::1?|::ffff:127\.\d+\.\d+\.\d+)$/;

function refusal(target: string): Error {
  globalThis.refusedTargets?.push(target);
  return Object.assign(
    new Error(`tests never leave the machine: connection to ${target} refused`),
    {
      code: 'ENETUNREACH',
    },
  );
}

/** The host that net.Socket.connect(options | port, host | path) wants, or null for a unix socket. */
function hostOf(args: unknown[]): string | null {
  const first: unknown = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (typeof first === 'object' && first !== null) {
    if (Reflect.get(first, 'path')) return null;
    return textOr(Reflect.get(first, 'host'), 'localhost');
  }
  const isPath = typeof first === 'string' && !/^\d+$/.test(first);
  return isPath ? null : textOr(args[1], 'localhost');
}

function textOr(value: unknown, fallback: string): string {
  return typeof value === 'string' && value !== '' ? value : fallback;
}

function guardSockets(): void {
  const connect = Reflect.get(net.Socket.prototype, 'connect');
  Reflect.set(
    net.Socket.prototype,
    'connect',
    function guarded(this: net.Socket, ...args: unknown[]) {
      const host = hostOf(args);
      if (host === null || LOOPBACK.test(host)) return Reflect.apply(connect, this, args);
      const error = refusal(host);
      process.nextTick(() => this.destroy(error));
      return this;
    },
  );
}

function guardNames(): void {
  const lookup = Reflect.get(dns, 'lookup');
  Reflect.set(dns, 'lookup', (name: string, ...rest: unknown[]) => {
    if (LOOPBACK.test(name)) return Reflect.apply(lookup, dns, [name, ...rest]);
    const callback = rest.at(-1);
    const error = refusal(name);
    if (typeof callback === 'function') {
      process.nextTick(() => Reflect.apply(callback, null, [error]));
    }
  });
  const lookupPromise = Reflect.get(dns.promises, 'lookup');
  Reflect.set(dns.promises, 'lookup', (name: string, ...rest: unknown[]) =>
    LOOPBACK.test(name)
      ? Reflect.apply(lookupPromise, dns.promises, [name, ...rest])
      : Promise.reject(refusal(name)),
  );
}

// Files that share a process share the guard, and what it refused.
if (!globalThis.refusedTargets) {
  globalThis.refusedTargets = [];
  guardSockets();
  guardNames();
  syncBuiltinESMExports();
}

/** What was refused since the last call. For a test that expects a refusal. */
export function takeRefused(): string[] {
  return globalThis.refusedTargets?.splice(0) ?? [];
}

afterEach(() => {
  const targets = takeRefused();
  if (targets.length > 0) {
    throw new Error(`tests never leave the machine: tried ${targets.join(', ')}`);
  }
});
