/** Starts the API. */
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SECOND_MS } from '#platform/clock';
import type { AppConfig } from '#platform/config';
import { runApp } from '#platform/process';
import { ApiModule } from './api.module.js';
import { apiAdapter, configureApi, NEST_OPTIONS } from './configure-api.js';

/** In development only this machine reaches the app, unless it has a public address. */
function hostOf(config: AppConfig): string {
  return config.nodeEnv === 'production' || config.publicUrl !== null ? '0.0.0.0' : '127.0.0.1';
}

runApp({
  name: 'api',
  endPatienceMs: 10 * SECOND_MS,
  create: ({ trustedProxies }, logger) =>
    NestFactory.create<NestFastifyApplication>(ApiModule, apiAdapter(trustedProxies), {
      ...NEST_OPTIONS,
      logger,
    }),
  begin: async (app, config) => {
    await configureApi(app);
    await app.listen(config.port, hostOf(config));
    return `listening on ${await app.getUrl()}`;
  },
});
