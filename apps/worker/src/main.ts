/** Starts a worker: serves the queues, sweeps Postgres for what no nudge announced, holds channels. */
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { SECOND_MS } from '#platform/clock';
import { runApp } from '#platform/process';
import { BootChecks } from './boot-checks.service.js';
import { WorkerLifecycle } from './worker-lifecycle.service.js';
import { WorkerModule } from './worker.module.js';

runApp({
  name: 'worker',
  // Longer than the patience for running turns; then whatever still runs is left to the next worker's sweep.
  endPatienceMs: 45 * SECOND_MS,
  create: (_, logger) =>
    NestFactory.createApplicationContext(WorkerModule, { abortOnError: false, logger }),
  begin: async (app) => {
    await app.get(BootChecks).run();
    app.get(WorkerLifecycle).start();
    return 'at work';
  },
});
