import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { SEALED_COLUMNS } from './sealed-columns.js';

/**
 * Every call of `.seal(` outside the box itself, by the file's name, and what it fills. A call more: say here which column it fills
 * and list that column in sealed-columns.ts.
 */
const SEALING: Record<string, { calls: number; fills: string[] }> = {
  'second-factor.service.ts': {
    calls: 2,
    fills: ['sellers.totp_secret', 'admins.totp_secret'],
  },
  'etsy-connect.service.ts': {
    calls: 1,
    fills: ['etsy_oauth_states.code_verifier'],
  },
  'etsy-connections.repository.ts': {
    calls: 5,
    fills: ['etsy_connections.access_token', 'etsy_connections.refresh_token'],
  },
  'channels.service.ts': {
    calls: 1,
    fills: ['messaging_channels.secrets'],
  },
  'notifications.service.ts': {
    calls: 1,
    fills: ['notification_settings.webhook_secret'],
  },
  'telegram-link.service.ts': {
    calls: 1,
    fills: ['messaging_channels.secrets'],
  },
  'webhook-link.service.ts': {
    calls: 2,
    fills: ['messaging_channels.secrets'],
  },
  'whatsapp-auth.repository.ts': {
    calls: 4,
    fills: ['wa_creds.creds', 'wa_inbound.payload', 'wa_keys.value', 'agent_inbox.payload'],
  },
};

async function sealingFiles(): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const root of ['apps', 'libs']) {
    for (const name of await readdir(root, { recursive: true })) {
      const path = join(root, name);
      if (!/\.tsx?$/.test(path) || /\.spec\.ts$|^libs\/platform\/crypto\//.test(path)) continue;
      const calls = (await readFile(path, 'utf8')).match(/\.seal\(/g)?.length ?? 0;
      if (calls > 0) found[basename(path)] = (found[basename(path)] ?? 0) + calls;
    }
  }
  return found;
}

it('knows every place that seals, and lists every column it fills', async () => {
  const known = Object.entries(SEALING).map(([file, { calls }]) => [file, calls]);
  expect(await sealingFiles()).toEqual(Object.fromEntries(known));
  const filled = new Set(Object.values(SEALING).flatMap(({ fills }) => fills));
  const listed = new Set(SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`));
  expect(listed).toEqual(filled);
});
