import { mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '#platform/config';
import { bootFailure } from './boot-failure.js';
import { SetupError } from './setup-error.js';

function systemError(facts: Record<string, string>): Error {
  return Object.assign(new Error(`${facts['code']}: no luck`), facts);
}

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('bootFailure', () => {
  it('says what a person can mend in their words, without a stack', () => {
    const config = new ConfigError([{ name: 'PORT', problem: 'is wrong' }], () => '8080');
    expect(bootFailure(config)).toBe('PORT: is wrong (example: 8080)');
    expect(bootFailure(new SetupError('buy more disks'))).toBe('buy more disks');
  });

  it('names the variables behind a port that is taken and a folder that cannot be made', () => {
    expect(bootFailure(systemError({ code: 'EADDRINUSE', syscall: 'listen' }))).toMatch(
      /^PORT or METRICS_PORT: somebody else .*EADDRINUSE.*$/,
    );
    expect(bootFailure(systemError({ code: 'EACCES', syscall: 'listen' }))).toMatch(
      /^PORT or METRICS_PORT: cannot listen/,
    );
    expect(bootFailure(thrownBy(() => mkdirSync('/proc/ifa/logs')))).toMatch(
      /^LOG_DIR or IFA_DATA_DIR: .*\/proc\/ifa\/logs'\)$/,
    );
  });

  it('gives the whole stack of everything else', () => {
    expect(bootFailure(new TypeError('a bug'))).toMatch(/TypeError: a bug\n\s+at /);
  });
});
