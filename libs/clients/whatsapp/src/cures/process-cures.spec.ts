import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Curve, SessionCipher } from '../baileys.js';
import { filterConsole, type ConsoleLike } from './console-filter.js';
import { cureProcess } from './process-cures.js';

const withQueue = z.custom<{ queueJob(job: () => Promise<unknown>): Promise<unknown> }>();

/** The contexts in which three jobs for one contact run, each queued in a context of its own. */
async function contextsOfJobs(): Promise<unknown[]> {
  const context = new AsyncLocalStorage<string>();
  const address = { toString: () => 'contact.0' };
  const cipher = withQueue.parse(
    Object.create(SessionCipher.prototype, { addr: { value: address } }),
  );
  const job = async (): Promise<unknown> => {
    await new Promise(setImmediate);
    return context.getStore();
  };
  return Promise.all(['a', 'b', 'c'].map((name) => context.run(name, () => cipher.queueJob(job))));
}

function isForgeryAccepted(): boolean {
  const owner = Curve.generateKeyPair();
  const message = Buffer.from('message');
  return Curve.verify(owner.public, message, Buffer.alloc(64, 1));
}

describe('the cures of the process', () => {
  it('run each job of libsignal in the context in which it was queued', async () => {
    cureProcess();
    expect(await contextsOfJobs()).toEqual(['a', 'b', 'c']);
  });

  it('are needed for that', async () => {
    cureProcess(['job-context']);
    expect(await contextsOfJobs()).toEqual(['a', 'a', 'a']);
  });

  it('check signatures', () => {
    cureProcess();
    expect(isForgeryAccepted()).toBe(false);
    const owner = Curve.generateKeyPair();
    const message = Buffer.from('message');
    expect(Curve.verify(owner.public, message, Curve.sign(owner.private, message))).toBe(true);
  });

  it('are needed for that, too', () => {
    cureProcess(['signature-checks']);
    expect(isForgeryAccepted()).toBe(true);
  });
});

describe('filterConsole', () => {
  const session = { currentRatchet: { rootKey: 'SECRET' } };

  function capture() {
    const lines: unknown[][] = [];
    const write = (...args: unknown[]): void => void lines.push(args);
    const target: ConsoleLike = {
      log: write,
      info: write,
      warn: write,
      error: write,
      debug: write,
    };
    return { target, lines };
  }

  it("drops libsignal's lines and whatever holds a session, and nothing else", () => {
    const { target, lines } = capture();
    const uninstall = filterConsole(target);
    target.info('Closing session:', session);
    target.log('anything', session);
    target.warn('Decrypted message with closed session.');
    target.error('Session error:Error: Bad MAC', 'stack');
    target.log('a line of ours', { id: 1 });
    expect(lines).toEqual([['a line of ours', { id: 1 }]]);
    uninstall();
    target.info('Closing session:', 'again');
    expect(lines).toHaveLength(2);
  });
});
