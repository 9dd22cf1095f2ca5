import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.js';

const conditions = ['source'];
/** Reads the log of its own app; nestjs-pino keeps the first logger of a process for good. */
const ALONE = ['test/integration/messaging/promises.int-spec.ts'];
/** For `expect.poll`: only against hanging, like the other times here. */
const patient = { poll: { timeout: 30_000 } };
/** Tiers run at the same time and read the same sources: what one of them has transformed, all have. */
const fsModuleCache = true;
/** `__vitest__` is where global set-ups run; without it `#schema` would mean dist there. */
const source = {
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  environments: { __vitest__: { resolve: { conditions } } },
};

/**
 * Three tiers: unit beside the code, integration on real Postgres and Redis, end-to-end on built processes.
 * Files share a process and its modules (`isolate`): what they test keeps no state beyond its objects.
 */
export default defineConfig({
  ...source,
  test: {
    passWithNoTests: false,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        ...source,
        test: {
          name: 'unit',
          fsModuleCache,
          isolate: false,
          include: ['{apps,libs,test}/**/*.spec.ts'],
          setupFiles: ['test/support/loopback-only.ts'],
          // Only against hanging: properties take seconds on a machine that does other things.
          testTimeout: 30_000,
          expect: patient,
        },
      },
      {
        ...source,
        test: {
          name: 'integration',
          fsModuleCache,
          isolate: false,
          include: ['test/integration/**/*.int-spec.ts'],
          exclude: ALONE,
          globalSetup: ['test/support/global-setup.ts'],
          setupFiles: ['test/support/loopback-only.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: patient,
          maxWorkers: 2,
        },
      },
      {
        ...source,
        test: {
          name: 'integration-alone',
          fsModuleCache,
          include: ALONE,
          globalSetup: ['test/support/global-setup.ts'],
          setupFiles: ['test/support/loopback-only.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: patient,
          maxWorkers: 2,
        },
      },
      {
        ...source,
        test: {
          name: 'e2e',
          fsModuleCache,
          isolate: false,
          include: ['test/e2e/**/*.e2e-spec.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          setupFiles: ['test/support/loopback-only.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          expect: patient,
          fileParallelism: false,
        },
      },
      {
        // Not part of `npm test`: minutes long, run by name (`npm run chaos:turns`, `npm run bench:turns`).
        ...source,
        test: {
          name: 'proof',
          fsModuleCache,
          isolate: false,
          include: ['test/{chaos,bench,injections,isolation}/**/*.{chaos,bench,proof}-spec.ts'],
          globalSetup: ['test/support/global-setup.ts'],
          setupFiles: ['test/support/loopback-only.ts'],
          testTimeout: 900_000,
          hookTimeout: 900_000,
          expect: patient,
          fileParallelism: false,
        },
      },
    ],
  },
});
