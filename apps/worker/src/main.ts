/**
 * Starts a worker: serves the queues, sweeps Postgres for what no nudge announced, holds channels. Its parent, if there
 * is one, gets `{ type: 'ready' }`; it ends in good order on SIGTERM, SIGINT, and when the parent is gone.
 */
import 'reflect-metadata';
import { type INestApplicationContext, Logger as NestLogger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Logger } from 'nestjs-pino';
import { ConfigError, loadEnvironment } from '#platform/config';
import { Metrics, serveMetrics } from '#platform/metrics';
import { BootChecks } from './boot-checks.service.js';
import { WorkerLifecycle } from './worker-lifecycle.service.js';
import { WorkerModule } from './worker.module.js';

/** Longer than the patience for running turns; then whatever still runs is left to the next worker's sweep. */
const END_PATIENCE_MS = 45_000;
const logger = new NestLogger('Worker');

function endInGoodOrder(app: INestApplicationContext): void {
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
  const app = await NestFactory.createApplicationContext(WorkerModule, { bufferLogs: true });
  app.useLogger(app.get(Logger));
  process.off('disconnect', leaveAtOnce);
  endInGoodOrder(app);
  await app.get(BootChecks).run();
  app.get(WorkerLifecycle).start();
  if (config.metricsPort !== null) {
    await serveMetrics(app.get(Metrics).registry, config.metricsPort, config.metricsHost);
  }
  logger.log('at work');
  process.send?.({ type: 'ready' });
}

start().catch((error: unknown) => {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${error instanceof ConfigError ? error.message : text}\n`);
  process.exit(1);
});
