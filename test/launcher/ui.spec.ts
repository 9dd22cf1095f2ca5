import { writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { appLog } from '../../scripts/lib/run/app-logs.mjs';
import { complain } from '../../scripts/lib/ui.mjs';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('what the machine refuses', () => {
  it('is said in a line without a stack', () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    // Writing there fails as on a full disk.
    try {
      writeFileSync('/dev/full', 'x');
    } catch (error) {
      complain(error);
    }
    const [line] = printed.mock.calls[0] ?? [];
    expect(line).toContain('There is no room left on the disk (ENOSPC');
    expect(line).not.toContain('    at ');
  });
});

describe('the log of an app', () => {
  it('loses lines on a full disk, says so, and goes on', () => {
    const said = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const log = appLog('api', '/dev/full');
    expect(() => log.write(Buffer.from('{"level":"error","msg":"first"}\n'))).not.toThrow();
    log.close();
    expect(said.mock.calls.flat().join('\n')).toMatch(/loses lines.*ENOSPC[^]*first/);
  });
});
