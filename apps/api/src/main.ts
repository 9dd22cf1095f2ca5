/**
 * Starts the API. Its parent, if there is one, gets `{ type: 'ready' }` once it listens; it ends in good order on SIGTERM,
 * SIGINT, and when the parent is gone. A bad environment is told one line a variable, with exit code 1.
 */
import 'reflect-metadata';
import { Logger as NestLogger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from 'nestjs-pino';
import { type AppConfig, ConfigError, loadEnvironment } from '#platform/config';
import { SECOND_MS } from '#platform/clock';
import { Metrics, serveMetrics } from '#platform/metrics';
import { ApiModule } from './api.module.js';
import { apiAdapter, configureApi, NEST_OPTIONS } from './configure-api.js';

const END_PATIENCE_MS = 10 * SECOND_MS;
const logger = new NestLogger('Api');

/** In development only this machine reaches the app, unless it has a public address. */
function hostOf(config: AppConfig): string {
  return config.nodeEnv === 'production' || config.publicUrl !== null ? '0.0.0.0' : '127.0.0.1';
}

function endInGoodOrder(app: NestFastifyApplication): void {
  let isEnding = false;
  const end = (reason: string): void => {
    if (isEnding) return;
    isEnding = true;
    logger.log(`ending (${reason})`);
    setTimeout(() => process.exit(1), END_PATIENCE_MS).unref();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error(error, 'could not end in good order');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => end(signal));
  process.once('disconnect', () => end('the parent process is gone'));
}

/** A parent that dies while we boot: nothing is held yet, so there is nothing to put in order. */
const leaveAtOnce = (): never => process.exit(1);

async function start(): Promise<void> {
  process.once('disconnect', leaveAtOnce);
  const config = loadEnvironment();
  const app = await NestFactory.create<NestFastifyApplication>(
    ApiModule,
    apiAdapter(config.trustedProxies),
    NEST_OPTIONS,
  );
  app.useLogger(app.get(Logger));
  process.off('disconnect', leaveAtOnce);
  endInGoodOrder(app);
  await configureApi(app);
  await app.listen(config.port, hostOf(config));
  if (config.metricsPort !== null) {
    await serveMetrics(app.get(Metrics).registry, config.metricsPort, config.metricsHost);
  }
  logger.log(`listening on ${await app.getUrl()}`);
  process.send?.({ type: 'ready' });
}

/** What a person can mend is said in a line; everything else comes with its stack. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ConfigError) return error.message;
  if ('code' in error && error.code === 'EADDRINUSE') {
    return `PORT or METRICS_PORT: somebody else listens there already (${error.message})`;
  }
  return error.stack ?? error.message;
}

start().catch((error: unknown) => {
  process.stderr.write(`${reasonOf(error)}\n`);
  process.exit(1);
});
