/** The one place that touches the process's environment. */
import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import type { AppConfig } from './app-config.js';
import { parseEnvironment } from './parse-environment.js';

/**
 * AppConfig of this process. Reads `.env` of the working folder first (what is set already wins), except in tests,
 * which must not depend on what a developer keeps there.
 */
export function loadEnvironment(): AppConfig {
  const inTest = process.env['NODE_ENV'] === 'test' || process.env['VITEST'] !== undefined;
  if (!inTest && existsSync('.env')) loadEnvFile('.env');
  return parseEnvironment(process.env);
}
