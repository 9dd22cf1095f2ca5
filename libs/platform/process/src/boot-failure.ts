/** Why a process could not start, for whoever reads its last lines: what a person can mend is a line, not a stack. */
import { ConfigError } from '#platform/config';
import { SetupError } from './setup-error.js';

const PORT_TAKEN = 'EADDRINUSE';
const PORT_CODES = new Set([PORT_TAKEN, 'EADDRNOTAVAIL']);
const FILE_CODES = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR', 'ENOENT']);

/** The text for the standard error. */
export function bootFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ConfigError || error instanceof SetupError) return error.message;
  const { code, syscall, path } = systemFacts(error);
  if (syscall === 'listen' || PORT_CODES.has(code)) {
    const why = code === PORT_TAKEN ? 'somebody else listens there already' : 'cannot listen there';
    return `PORT or METRICS_PORT: ${why} (${error.message})`;
  }
  if (path !== null && FILE_CODES.has(code)) {
    return `LOG_DIR or IFA_DATA_DIR: cannot be written as this user (${error.message})`;
  }
  return error.stack ?? error.message;
}

function systemFacts(error: Error): { code: string; syscall: string; path: string | null } {
  const text = (name: string): string | null => {
    const value: unknown = Reflect.get(error, name);
    return typeof value === 'string' ? value : null;
  };
  return { code: text('code') ?? '', syscall: text('syscall') ?? '', path: text('path') };
}
