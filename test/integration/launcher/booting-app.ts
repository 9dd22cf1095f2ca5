/**
 * An app that gets no further than one moment of its life, and says in a file that it is there. What runs it is what
 * runs the api and the worker.
 */
import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { LoggingModule } from '#platform/logging';
import { runApp } from '#platform/process';

const { MOMENT = '', MOMENT_DIR = '' } = process.env;

function reach(moment: string): boolean {
  if (moment !== MOMENT) return false;
  writeFileSync(join(MOMENT_DIR, moment), '');
  return true;
}

async function forEver(): Promise<never> {
  for (;;) await sleep(1_000);
}

// Whoever listens for the parent is not there yet, and finds it gone.
if (reach('reading')) while (process.connected) await sleep(20);

runApp({
  name: 'api',
  endPatienceMs: MOMENT === 'ending' ? 500 : 5_000,
  create: async () => {
    if (MOMENT === 'reading' || reach('creating')) await forEver();
    const app = await NestFactory.createApplicationContext(LoggingModule.forApp('api'), {
      logger: ['error'],
    });
    if (MOMENT === 'ending') app.close = forEver;
    return app;
  },
  begin: async () => {
    if (reach('beginning')) await forEver();
    setInterval(() => undefined, 1_000);
    reach('working');
    return 'at work';
  },
});
