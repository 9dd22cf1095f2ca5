import { execFile } from 'node:child_process';
import { mkdtemp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** A file that breaks a floor, and the rule that must say so. */
const PLANTED: [rule: string, file: string, text: string][] = [
  ['no-cycle', 'libs/platform/ids/src/a.ts', `import './b.js';\nexport const a = 1;`],
  ['no-unresolved', 'libs/platform/ids/src/lost.ts', `import './nowhere.js';`],
  ['platform-is-the-ground', 'libs/platform/ids/src/climb.ts', `import '#features/auth';`],
  ['clients-are-islands', 'libs/clients/etsy/src/sail.ts', `import '#clients/telegram';`],
  ['features-stay-below', 'libs/features/auth/src/up.ts', `import '#schema';`],
  ['auth-is-lowest-feature', 'libs/features/auth/src/peek.ts', `import '#features/products';`],
  ['products-know-auth', 'libs/features/products/src/peek.ts', `import '#features/etsy';`],
  ['messaging-knows-auth', 'libs/features/messaging/src/peek.ts', `import '#features/agents';`],
  ['etsy-knows-products-auth', 'libs/features/etsy/src/peek.ts', `import '#features/messaging';`],
  ['schema-lists-entities-only', 'libs/schema/src/peek.ts', `import '#features/auth';`],
  ['entities-are-private', 'apps/api/src/peek.ts', `import '#entities/auth';`],
  ['standins-stand-alone', 'libs/standins/src/peek.ts', `import '#clients/etsy';`],
  ['product-runs-without-standins', 'apps/worker/src/peek.ts', `import '#standins';`],
  ['apps-are-islands', 'apps/worker/src/visit.ts', `import '../../api/src/peek.js';`],
  ['front-doors-only', 'libs/features/agents/src/reach.ts', `import '../../auth/src/index.js';`],
  [
    'apps-use-front-doors',
    'apps/api/src/reach.ts',
    `import '../../../libs/features/auth/src/index.js';`,
  ],
  ['no-test-code-in-product', 'apps/api/src/borrow.ts', `import '../../../test/help.js';`],
];

/** The least tree in which every import above resolves. */
const AROUND: [string, string][] = [
  ['libs/platform/ids/src/b.ts', `import './a.js';\nexport const b = 1;`],
  ['test/help.ts', 'export const help = 1;'],
  ...['auth', 'products', 'etsy', 'messaging', 'agents'].flatMap((name): [string, string][] => [
    [`libs/features/${name}/src/index.ts`, 'export const front = 1;'],
    [`libs/features/${name}/src/entities.ts`, 'export const entities = 1;'],
  ]),
  ...['etsy', 'telegram'].map((name): [string, string] => [
    `libs/clients/${name}/src/index.ts`,
    'export const front = 1;',
  ]),
  ['libs/schema/src/index.ts', 'export const front = 1;'],
  ['libs/standins/src/index.ts', 'export const front = 1;'],
];

interface CruiseReport {
  summary: { violations: { rule: { name: string }; from: string }[] };
}

describe('the floors', () => {
  let folder: string;
  let violations: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ifa-floors-'));
    for (const [file, text] of [
      ...AROUND,
      ...PLANTED.map(([, file, text]): [string, string] => [file, text]),
    ]) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), text);
    }
    for (const file of ['.dependency-cruiser.cjs', 'package.json', 'tsconfig.json']) {
      await writeFile(join(folder, file), await readFile(join(ROOT, file)));
    }
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const cruise = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
    const { stdout } = await run(
      process.execPath,
      [
        cruise,
        '--config',
        '.dependency-cruiser.cjs',
        '--output-type',
        'json',
        'apps',
        'libs',
        'test',
      ],
      { cwd: folder, maxBuffer: 64 * 1024 * 1024 },
    ).catch((failed: { stdout: string }) => failed);
    const report = JSON.parse(stdout) as CruiseReport;
    violations = report.summary.violations.map(({ rule, from }) => `${rule.name} ${from}`);
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it.each(PLANTED)('%s catches %s', (rule, file) => {
    expect(violations).toContain(`${rule} ${file}`);
  });
});
