/**
 * Baileys' logger. What Baileys logs may hold keys, QR codes, numbers and text, in objects and in the words; so the
 * objects are dropped, long digits are masked, and only warnings and errors pass.
 */
import type { SocketConfig } from '../baileys.js';

/** Takes a line that is safe to keep. */
export type LogSink = (level: 'warn' | 'error', line: string) => void;

const LONG_DIGITS = /\d{5,}/g;

/** A logger for one socket. */
export function socketLogger(sink: LogSink): SocketConfig['logger'] {
  const pass =
    (level: 'warn' | 'error') =>
    (first: unknown, message?: string): void => {
      const words = message ?? (typeof first === 'string' ? first : 'no message');
      sink(level, words.replace(LONG_DIGITS, '#'));
    };
  const logger: SocketConfig['logger'] = {
    level: 'warn',
    child: () => logger,
    trace: () => undefined,
    debug: () => undefined,
    info: () => undefined,
    warn: pass('warn'),
    error: pass('error'),
  };
  return logger;
}
