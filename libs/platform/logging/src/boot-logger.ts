/**
 * The log while an app is being made: the real one is a part of it. Without this nothing would be said of what the boot
 * waits for, since Nest holds lines back until there is a logger.
 */
import type { LoggerService } from '@nestjs/common';
import pino, { type DestinationStream, type Level } from 'pino';
import type { AppConfig } from '#platform/config';
import { logDestination } from './log-destination.js';
import { lineOptions } from './logger-params.js';

type Say = (message: unknown, ...rest: unknown[]) => void;

/** One that writes the same lines, to the standard output only. */
export async function bootLogger(
  app: string,
  config: Pick<AppConfig, 'logLevel'>,
  output?: DestinationStream,
): Promise<LoggerService> {
  const lines = pino(lineOptions(app, config), await logDestination(app, null, output));
  const at = (name: Level): Say => {
    return (message, ...rest) => {
      const { fields, text } = partsOf(message, rest);
      lines[name](fields, text);
    };
  };
  return {
    log: at('info'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal'),
    debug: at('debug'),
    verbose: at('trace'),
  };
}

/** Nest puts the context last; before it comes the text that belongs to fields, or the stack that belongs to a text. */
function partsOf(message: unknown, rest: readonly unknown[]): { fields: object; text: string } {
  const context = rest.at(-1);
  // Nest's own logger passes a stack that is not there as undefined.
  const [first] = rest;
  const between = rest.length > 1 && typeof first === 'string' ? first : '';
  if (message instanceof Error) return { fields: { err: message, context }, text: between };
  if (typeof message === 'object' && message !== null) {
    return { fields: { ...message, context }, text: between };
  }
  const fields = between === '' ? { context } : { context, stack: between };
  return { fields, text: String(message) };
}
