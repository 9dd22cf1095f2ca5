/**
 * The life of an app's process. Its parent, if there is one, gets `{ type: 'ready' }` once it works; it ends in good order
 * on SIGTERM, SIGINT, and when the parent is gone. What stops the boot is told in a line where a person can mend it.
 */
import { type INestApplicationContext, Logger, type LoggerService } from '@nestjs/common';
import { Logger as PinoLogger } from 'nestjs-pino';
import { type AppConfig, loadEnvironment } from '#platform/config';
import { bootLogger } from '#platform/logging';
import { Metrics, serveMetrics } from '#platform/metrics';
import { startTracing } from '#platform/tracing';
import { bootFailure } from './boot-failure.js';

/** What differs between the apps. */
export interface AppPlan<App extends INestApplicationContext> {
  name: 'api' | 'worker';
  /** After this the process ends whatever still runs. */
  endPatienceMs: number;
  /** @param logger for everything that is said before the app has its own */
  create(config: AppConfig, logger: LoggerService): Promise<App>;
  /** Puts it to work. @returns what the log says of it */
  begin(app: App, config: AppConfig): Promise<string>;
}

/** Runs an app until its process ends. */
export function runApp<App extends INestApplicationContext>(plan: AppPlan<App>): void {
  start(plan).catch((error: unknown) => {
    process.stderr.write(`${bootFailure(error)}\n`);
    process.exit(1);
  });
}

async function start<App extends INestApplicationContext>(plan: AppPlan<App>): Promise<void> {
  process.once('disconnect', leaveAtOnce);
  // It died while our files were read, when nobody listened yet; without a parent this is undefined.
  if (process.connected === false) leaveAtOnce();
  const config = loadEnvironment();
  const endTracing = await startTracing(plan.name, config.tracesUrl);
  const app = await plan.create(config, await bootLogger(plan.name, config));
  app.useLogger(app.get(PinoLogger));
  process.off('disconnect', leaveAtOnce);
  const logger = new Logger(plan.name === 'api' ? 'Api' : 'Worker');
  endInGoodOrder(
    plan,
    async () => {
      await app.close();
      await endTracing();
    },
    logger,
  );
  const working = await plan.begin(app, config);
  if (config.metricsPort !== null) {
    await serveMetrics(app.get(Metrics).registry, config.metricsPort, config.metricsHost);
  }
  logger.log(working);
  process.send?.({ type: 'ready' });
}

/** A parent that dies while we boot: nothing is held yet, so there is nothing to put in order. */
function leaveAtOnce(): never {
  process.exit(1);
}

function endInGoodOrder(
  { endPatienceMs }: { endPatienceMs: number },
  close: () => Promise<void>,
  logger: Logger,
): void {
  let isEnding = false;
  const end = (reason: string): void => {
    if (isEnding) return;
    isEnding = true;
    logger.log(`ending (${reason})`);
    setTimeout(() => {
      logger.error(`did not end within ${endPatienceMs / 1000} s; what still runs is cut off`);
      process.exit(1);
    }, endPatienceMs).unref();
    close().then(
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
