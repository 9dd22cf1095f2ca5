/**
 * A process that was taken over plants something where its transcript is expected. Whoever reads that may be root: it
 * takes a file of the process's own, or nothing.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { say, sessionOptions } from './claude-harness.js';
import { deedOf, openHostile, reportOf, type Hostile } from './hostile-harness.js';

/** The answer's uuid in `hostile-cli.mjs`; a whole transcript ends with a line that holds it. */
const WHOLE = '{"uuid":"11111111-1111-4111-8111-111111111111"}\n';
const MIB = 1024 * 1024;
const planted = z.array(z.object({ done: z.literal(true) }));

let taken: Hostile;

beforeAll(async () => {
  taken = await openHostile();
});
afterAll(async () => {
  await taken.close();
});

type Step = [kind: string, path: string, what?: string | number];
/** @param id of the session @param host a folder outside that holds `<id>.jsonl` */
type Plan = (id: string, host: string) => Step[];

const LINKS: [string, Plan][] = [
  ['a link in the place of all folders', (_id, host) => [['link', 'projects', host]]],
  ['a link in the place of a folder', (_id, host) => [['link', 'projects/x', host]]],
  [
    'a link in the place of the file',
    (id, host) => [['link', `projects/x/${id}.jsonl`, `${host}/${id}.jsonl`]],
  ],
  [
    "a link by way of the reader's own root",
    (_id, host) => [['link', 'projects/x', `/proc/self/root${host}`]],
  ],
];
const FILES: [string, Plan][] = [
  [
    'a second name of a file',
    (id) => [
      ['text', 'other', WHOLE],
      ['hard', `projects/x/${id}.jsonl`, 'other'],
    ],
  ],
  ['a pipe', (id) => [['fifo', `projects/x/${id}.jsonl`]]],
  ['a socket', (id) => [['socket', `projects/x/${id}.jsonl`]]],
  ['a folder', (id) => [['text', `projects/x/${id}.jsonl/y`, WHOLE]]],
  ['a hole that is too large', (id) => [['sparse', `projects/x/${id}.jsonl`, 32 * MIB]]],
];

describe.each(['off', 'auto'] as const)('in the place of a transcript (sandbox %s)', (sandbox) => {
  it.each(LINKS)('%s is not followed', (_name, plan) => expectRefused(plan, sandbox));

  it('the file itself is read', async () => {
    const { session, close } = await plant(
      (id) => [['text', `projects/x/${id}.jsonl`, WHOLE]],
      sandbox,
    );
    expect(String(await session.transcript())).toBe(WHOLE);
    await close();
  });
});

describe('in the place of a transcript', () => {
  it.each(FILES)('%s is not read', (_name, plan) => expectRefused(plan, 'off'));
});

async function expectRefused(plan: Plan, sandbox: 'off' | 'auto'): Promise<void> {
  const { session, hostFile, close } = await plant(plan, sandbox);
  await expect(session.transcript()).rejects.toMatchObject({ reason: 'session_missing' });
  await close();
  expect(await readFile(hostFile, 'utf8')).toBe(WHOLE);
}

async function plant(plan: Plan, sandbox: 'off' | 'auto') {
  const id = randomUUID();
  const host = join(taken.folder, id);
  await mkdir(host);
  const hostFile = join(host, `${id}.jsonl`);
  await writeFile(hostFile, WHOLE);
  const limits = { transcriptBytes: MIB };
  const options = sessionOptions(taken.model.url, { sandbox, sessionId: id, limits });
  const session = await taken.harness.sessions.open(options);
  planted.parse(reportOf(await say(session, deedOf('plant', plan(id, host)))));
  return { session, hostFile, close: () => session.close() };
}
