/** An Etsy stand-in in a process of its own: where paces are measured, its work must not hold up the worker's clock. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ParsedJson } from '../support/apps/api-app.js';
import { freePort } from '../support/servers/ports.js';

export interface EtsyApart {
  /** The stand-ins' address; Etsy is below /etsy. */
  url: string;
  /** One of the stand-in's levers over HTTP. */
  control(method: string, path: string, body?: unknown): Promise<ParsedJson>;
  close(): Promise<void>;
}

/** Takes a few seconds. */
export async function startEtsyApart(): Promise<EtsyApart> {
  const port = await freePort();
  const dataDir = await mkdtemp(join(tmpdir(), 'ifa-etsy-apart-'));
  const child = spawn(
    join('node_modules', '.bin', 'tsx'),
    ['--conditions=source', 'libs/standins/src/main.ts'],
    {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: {
        NODE_ENV: 'test',
        STANDINS_PORT: String(port),
        IFA_DATA_DIR: dataDir,
        PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
      },
    },
  );
  const ended = once(child, 'exit');
  await Promise.race([
    once(child, 'message'),
    ended.then(() => Promise.reject(new Error('the stand-ins did not start'))),
  ]);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    control: async (method, path, body) => {
      const answer = await fetch(`${url}/etsy/_control${path}`, {
        method,
        ...(body !== undefined && {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
      return JSON.parse(text);
    },
    close: async () => {
      child.kill('SIGTERM');
      await ended;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
