import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EtsyConnectionsRepository } from '#features/etsy';
import { findForeignSeals, resealColumn, type RunSql, SecretBox } from '#platform/crypto';
import { rows } from '#platform/database';
import { newId } from '#platform/ids';
import { SEALED_COLUMNS } from '../../../apps/worker/src/keys/sealed-columns.js';
import { aSellerWithAgent } from '../../factories/seller.factory.js';
import { testEnv } from '../../support/apps/env.js';
import { startWorkshop, type EtsyWorkshop } from './support/etsy-workshop.js';

describe('rotating the keys of stored secrets', () => {
  let workshop: EtsyWorkshop;

  beforeAll(async () => {
    workshop = await startWorkshop();
  });
  afterAll(async () => workshop.close());

  /** `npm run keys:rotate`, as a process with these keys. */
  async function rotate(keys: string): Promise<{ code: number | null; output: string }> {
    const text = await readFile('package.json', 'utf8');
    const line = /"keys:rotate": "exec node scripts\/with-node.mjs ([^"]+)"/.exec(text)?.[1];
    const [command = '', ...args] = (line ?? '').split(' ');
    const child = spawn(join('node_modules', '.bin', command), args, {
      env: {
        ...testEnv({
          databaseUrl: workshop.database.url,
          redisUrl: workshop.config.redisUrl,
          env: { TOKEN_ENCRYPTION_KEY: keys },
        }),
        PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
      },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    const [code] = await once(child, 'close');
    return { code, output };
  }

  const run: RunSql = (text, values) => rows(workshop.database.dataSource, text, values);

  const reseal = async (box: SecretBox): Promise<{ sealed: number; unreadable: number }> => {
    const sum = { sealed: 0, unreadable: 0 };
    for (const column of SEALED_COLUMNS) {
      const done = await resealColumn(run, box, column);
      sum.sealed += done.sealed;
      sum.unreadable += done.unreadable;
    }
    return sum;
  };

  it('seals everything under the new key, after which the old one is not needed', async () => {
    const shops = [await workshop.aShop(), await workshop.aShop(), await workshop.aShop()];
    const old = workshop.config.encryptionKeys;
    const fresh = randomBytes(32);
    const both = new SecretBox({ currentKeyId: 'k2', keys: { ...old.keys, k2: fresh } });
    expect(await reseal(both)).toEqual({ sealed: 6, unreadable: 0 });
    expect(await reseal(both)).toEqual({ sealed: 0, unreadable: 0 });
    const onlyNew = new EtsyConnectionsRepository(
      workshop.database.dataSource,
      new SecretBox({ currentKeyId: 'k2', keys: { k2: fresh } }),
    );
    for (const { sellerId } of shops) {
      const connection = await onlyNew.findBySeller(sellerId);
      if (!connection) throw new Error('gone');
      expect(onlyNew.open(connection, 'refresh_token')).toMatch(/^\d+\./);
    }
  });

  it('is a command that says what it did, and ends with 1 while something is under a lost key', async () => {
    const old = workshop.config.encryptionKeys;
    const hex = (key: Buffer | undefined): string => key?.toString('hex') ?? '';
    const [k4, k5] = [randomBytes(32), randomBytes(32)];
    await workshop.aShop();
    // The first test's shops are under a key that nobody has any more.
    await workshop.database.dataSource.query(
      `delete from etsy_connections where access_token not like $1`,
      [`${old.currentKeyId}:%`],
    );
    const keys = `${old.currentKeyId}=${hex(old.keys[old.currentKeyId])}`;
    const done = await rotate(`k4=${hex(k4)},${keys}`);
    expect(done.output).toContain('etsy_connections.refresh_token: 1 sealed anew');
    expect(done.output).toContain('Everything is under key k4.');
    expect(done.code).toBe(0);
    const [{ n }] = await workshop.database.dataSource.query(
      `select count(*)::int as n from etsy_connections where access_token like 'k4:%' and refresh_token like 'k4:%'`,
    );
    expect(n).toBe(1);
    const lost = await rotate(`k5=${hex(k5)}`);
    expect(lost.output).toContain('2 values could not be opened');
    expect(lost.output).toMatch(
      /Left: etsy_connections.access_token holds 1 under key k4, for example in \["etsy_\w+"\]/,
    );
    expect(lost.code).toBe(1);
  });

  it('takes along the secrets of notifications and the keys of WhatsApp files', async () => {
    const { dataSource } = workshop.database;
    const old = workshop.config.encryptionKeys;
    const before = new SecretBox(old);
    const fresh = randomBytes(32);
    const after = new SecretBox({ currentKeyId: 'k6', keys: { ...old.keys, k6: fresh } });
    const { sellerId, agentId } = await aSellerWithAgent(dataSource);
    const hook = { table: 'notification_settings', row: sellerId, column: 'webhook_secret' };
    await dataSource.query(
      `insert into notification_settings (seller_id, webhook_url, webhook_secret) values ($1, 'https://a.example', $2)`,
      [sellerId, before.seal('whsec_1', hook)],
    );
    const conversationId = newId('cnv');
    await dataSource.query(
      `insert into conversations (id, seller_id, agent_id, kind, external_id, last_seq)
       values ($1, $2, $3, 'seller', $1, 2)`,
      [conversationId, sellerId, agentId],
    );
    const file = { table: 'agent_inbox', row: 'whatsapp', column: 'media' };
    const receive = (seq: number, source: string, note: string): Promise<unknown> =>
      dataSource.query(
        `insert into agent_inbox (id, agent_id, conversation_id, external_id, seq, payload, source)
         values ($1, $2, $3, $1, $4, $5, $6)`,
        [
          newId('inb'),
          agentId,
          conversationId,
          seq,
          JSON.stringify({ text: 'look', media: [{ kind: 'image', note }] }),
          source,
        ],
      );
    await receive(1, 'whatsapp', before.seal('the handle', file));
    await receive(2, 'telegram', 'AgACAgIAAxk');

    await reseal(after);

    const onlyNew = new SecretBox({ currentKeyId: 'k6', keys: { k6: fresh } });
    const [settings] = await dataSource.query(
      'select webhook_secret from notification_settings where seller_id = $1',
      [sellerId],
    );
    expect(onlyNew.open(settings.webhook_secret, hook)).toBe('whsec_1');
    const messages = await dataSource.query(
      `select payload->>'text' as text, payload #>> '{media,0,note}' as note from agent_inbox
        where conversation_id = $1 order by seq`,
      [conversationId],
    );
    expect(onlyNew.open(messages[0].note, file)).toBe('the handle');
    expect(messages).toMatchObject([{ text: 'look' }, { text: 'look', note: 'AgACAgIAAxk' }]);
  });

  it('finds what is left under another key wherever it stands, also in places that nobody listed', async () => {
    const { dataSource } = workshop.database;
    const { sellerId } = await aSellerWithAgent(dataSource);
    const forgotten = new SecretBox({ currentKeyId: 'k8', keys: { k8: randomBytes(32) } });
    const sealed = forgotten.seal('secret', { table: 'audit_log', row: 'x', column: 'details' });
    await dataSource.query(
      `insert into audit_log (id, actor, seller_id, action, details) values ($1, 'seller', $2, 'x.y', $3)`,
      [
        newId('aud'),
        sellerId,
        JSON.stringify({ deep: [{ a: sealed }, sealed], b: `not ${sealed}` }),
      ],
    );
    await dataSource.query(
      `update sellers set recovery_code_hashes = array['a', $2] where id = $1`,
      [sellerId, sealed],
    );

    const left = await findForeignSeals(run, 'k6');
    expect(left.filter(({ keyId }) => keyId === 'k8')).toEqual([
      expect.objectContaining({ table: 'audit_log', column: 'details', count: 2 }),
      {
        table: 'sellers',
        column: 'recovery_code_hashes',
        keyId: 'k8',
        count: 1,
        example: `["${sellerId}"]`,
      },
    ]);
    expect((await findForeignSeals(run, 'k8')).filter(({ keyId }) => keyId === 'k8')).toEqual([]);
  });

  it('leaves what it cannot open alone and counts it', async () => {
    const other = new SecretBox({ currentKeyId: 'k3', keys: { k3: randomBytes(32) } });
    const { sealed, unreadable } = await reseal(other);
    expect(sealed).toBe(0);
    expect(unreadable).toBeGreaterThan(0);
  });

  it('knows columns that exist', async () => {
    for (const { table, column, key, place, inside } of SEALED_COLUMNS) {
      await workshop.database.dataSource.query(
        `select ${column}, ${key}, ${place} from ${table} where ${inside?.where ?? true} limit 0`,
      );
    }
  });
});
