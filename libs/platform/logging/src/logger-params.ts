/** How nestjs-pino is set up: one JSON line for each event, fields redacted, requests without headers and queries. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { RequestMethod } from '@nestjs/common';
import type { Params } from 'nestjs-pino';
import pino, { type DestinationStream } from 'pino';
import type { Options } from 'pino-http';
import type { AppConfig } from '#platform/config';
import { redact, redactError } from './redact.js';

/** Asked for every few seconds by machines; their answers are no news. */
const QUIET_PATHS = /^\/(health|healthz|ready|readyz|live|metrics)\b/;

/** The path of an address without its query, which may hold codes and states. */
function pathOf(url: string | undefined): string {
  return (url ?? '').split('?')[0] ?? '';
}

/** Nest cuts `url` while its middleware runs; the whole address is beside it. */
function wholePathOf(request: { url?: string | undefined }): string {
  const original: unknown = Reflect.get(request, 'originalUrl');
  return pathOf(typeof original === 'string' ? original : request.url);
}

function isQuiet(request: IncomingMessage): boolean {
  return QUIET_PATHS.test(wholePathOf(request));
}

/** That a store or somebody else's server is away is no fault of ours, and comes by the hundred while it lasts. */
const WEATHER = new Set([502, 503, 504]);

function levelOf(_request: IncomingMessage, response: ServerResponse, error?: Error): pino.Level {
  if (error === undefined && WEATHER.has(response.statusCode)) return 'warn';
  if (error !== undefined || response.statusCode >= 500) return 'error';
  return 'info';
}

/** For an answer of 500 and more pino-http makes up an error, whose stack leads to itself; the true one was logged. */
function withoutMadeUpError(
  _request: IncomingMessage,
  response: ServerResponse,
  error: Error,
  { err, ...line }: Record<string, unknown>,
): Record<string, unknown> {
  return error.message === `failed with status code ${response.statusCode}`
    ? line
    : { err, ...line };
}

/** How every line of an app looks. */
export function lineOptions(app: string, config: Pick<AppConfig, 'logLevel'>): pino.LoggerOptions {
  return {
    level: config.logLevel,
    base: { app, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (label) => ({ level: label }),
      log: redactFields,
    },
    serializers: {
      err: (error: unknown) => (error instanceof Error ? redactError(error) : error),
      req: (request: { id?: unknown; method?: string; url?: string }) => ({
        id: request.id,
        method: request.method,
        path: wholePathOf(request),
      }),
      res: (response: { statusCode?: number }) => ({ statusCode: response.statusCode }),
    },
  };
}

/** The options of the logger of an app. */
export function loggerOptions(app: string, config: Pick<AppConfig, 'logLevel'>): Options {
  return {
    ...lineOptions(app, config),
    // Else pino-http puts its own serializers in front, and ours get errors that are none any more.
    wrapSerializers: false,
    customAttributeKeys: { reqId: 'requestId' },
    quietReqLogger: true,
    customLogLevel: levelOf,
    customErrorObject: withoutMadeUpError,
    autoLogging: { ignore: isQuiet },
  };
}

// What pino-http puts into a line itself; its serializers keep these to a few harmless fields.
const SERIALISED = new Set(['err', 'req', 'res']);

function redactFields(fields: Record<string, unknown>): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (name === 'msg' || SERIALISED.has(name)) result[name] = value;
    else Object.assign(result, redact({ [name]: value }));
  }
  return result;
}

/** The parameters of LoggerModule. */
export function loggerParams(
  app: string,
  config: Pick<AppConfig, 'logLevel'>,
  destination: DestinationStream,
): Params {
  return {
    pinoHttp: [loggerOptions(app, config), destination],
    // The default of nestjs-pino 5.2 matches no route of Nest 12 on Fastify (seen 2026-11).
    forRoutes: [{ path: '*splat', method: RequestMethod.ALL }],
  };
}
