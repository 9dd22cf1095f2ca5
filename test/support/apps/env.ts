/** Environments for tests: complete, made-up, and free of anything the developer's shell or .env holds. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a test must say; the rest has defaults. */
export interface TestEnvInput {
  databaseUrl: string;
  redisUrl: string;
  port?: number;
  standinsPort?: number;
  dataDir?: string;
  /** Further variables, which win. */
  env?: NodeJS.ProcessEnv;
}

/** For parseEnvironment(), or as the environment of a child process. */
export function testEnv(input: TestEnvInput): NodeJS.ProcessEnv {
  return {
    NODE_ENV: 'test',
    DATABASE_URL: input.databaseUrl,
    REDIS_URL: input.redisUrl,
    IFA_DATA_DIR: input.dataDir ?? join(tmpdir(), `ifa-test-data-${process.pid}`),
    JWT_SECRET: '5b1f0c9e7a3d48266e94f1d07cb2a85e',
    TOKEN_ENCRYPTION_KEY: '8f3a1c5e7092b4d6e8fa0c1e2d3b4a5968778695a4b3c2d1e0f9081726354453',
    LOG_LEVEL: 'warn',
    // Where npm test found or unpacked bubblewrap.
    BWRAP_PATH: process.env['BWRAP_PATH'] ?? '',
    ...(input.port === undefined ? {} : { PORT: String(input.port) }),
    ...(input.standinsPort === undefined ? {} : { STANDINS_PORT: String(input.standinsPort) }),
    ...input.env,
  };
}
