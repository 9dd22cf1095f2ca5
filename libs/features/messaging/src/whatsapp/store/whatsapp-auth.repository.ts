/**
 * An account's credentials, keys and incoming messages in Postgres, sealed. Every write carries the epoch of the lease
 * under which it is made, in the same statement: who has lost the lease writes nothing. A lease that has run out and that
 * nobody has taken is not lost; whoever takes it raises the epoch.
 */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { KeyChange, MediaHandle, WhatsappAuthStore, WhatsappMessage } from '#clients/whatsapp';
import { SecretBox } from '#platform/crypto';
import { row, rows } from '#platform/database';
import type { Id } from '#platform/ids';
import { keptId } from './kept-id.js';

/** The lease under which a store writes. */
export interface ChannelLease {
  id: Id<'chn'>;
  epoch: number;
}

/** A message of the journal. */
export interface JournalledMessage {
  n: string;
  message: WhatsappMessage;
}

const HELD = `held as (select id from messaging_channels
  where id = $1 and epoch = $2 and status <> 'disconnected' for share)`;

@Injectable()
export class WhatsappAuthRepository {
  constructor(
    private readonly dataSource: DataSource,
    private readonly secretBox: SecretBox,
  ) {}

  /** @param fenced made when a write comes too late: the client knows its own error */
  storeFor(lease: ChannelLease, fenced: () => Error): WhatsappAuthStore {
    const { id } = lease;
    const write = async (text: string, parameters: unknown[]): Promise<void> => {
      const done = await row<{ held: number }>(this.dataSource, text, [
        id,
        lease.epoch,
        ...parameters,
      ]);
      if (done?.held !== 1) throw fenced();
    };
    return {
      load: () => this.load(id),
      get: (type, ids) => this.get(id, type, ids),
      apply: (changes) => this.apply(id, changes, write),
      saveCreds: (json) =>
        write(
          `with ${HELD}, put as (
             insert into wa_creds (channel_id, creds) select id, $3 from held
             on conflict (channel_id) do update set creds = excluded.creds, updated_at = now())
           select count(*)::int as held from held`,
          [this.secretBox.seal(json, aad('wa_creds', id, 'creds'))],
        ),
      clear: () =>
        write(
          `with ${HELD}, creds as (delete from wa_creds using held where channel_id = held.id),
             keys as (delete from wa_keys using held where channel_id = held.id)
           select count(*)::int as held from held`,
          [],
        ),
      journal: (message) =>
        write(
          `with ${HELD}, put as (
             insert into wa_inbound (channel_id, chat, from_me, message_id, payload)
             select id, $3, $4, $5, $6 from held on conflict do nothing)
           select count(*)::int as held from held`,
          [
            message.chat,
            message.fromMe,
            keptId(message.id),
            this.secretBox.seal(JSON.stringify(message), aad('wa_inbound', id, 'payload')),
          ],
        ),
    };
  }

  /** What came in after entry `after` and is not in the inbox yet, in order of arrival. */
  async listJournal(
    channelId: Id<'chn'>,
    after: string,
    limit: number,
  ): Promise<JournalledMessage[]> {
    const found = await rows<{ n: string; payload: string }>(
      this.dataSource,
      `select n, payload from wa_inbound where channel_id = $1 and n > $2 order by n limit $3`,
      [channelId, after, limit],
    );
    return found.map(({ n, payload }) => ({
      n,
      message: parseMessage(this.secretBox.open(payload, aad('wa_inbound', channelId, 'payload'))),
    }));
  }

  async removeFromJournal(manager: EntityManager, channelId: Id<'chn'>, n: string): Promise<void> {
    await rows(manager, `delete from wa_inbound where channel_id = $1 and n = $2`, [channelId, n]);
  }

  /** The handle of a file holds its key: as it may stand in an inbox row. */
  sealMedia(handle: MediaHandle): string {
    return this.secretBox.seal(JSON.stringify(handle), MEDIA_AAD);
  }

  /** What {@link sealMedia} made. */
  openMedia(sealed: string): MediaHandle {
    return JSON.parse(this.secretBox.open(sealed, MEDIA_AAD)) as MediaHandle;
  }

  /** Whether a phone has accepted this device. */
  async isLinked(channelId: Id<'chn'>): Promise<boolean> {
    const found = await row(this.dataSource, `select 1 from wa_creds where channel_id = $1`, [
      channelId,
    ]);
    return found !== null;
  }

  /** Forgets the link without a lease; for a channel that nobody holds. */
  async forget(channelId: Id<'chn'>): Promise<void> {
    await rows(this.dataSource, `delete from wa_creds where channel_id = $1`, [channelId]);
    await rows(this.dataSource, `delete from wa_keys where channel_id = $1`, [channelId]);
  }

  private async load(id: Id<'chn'>): Promise<{ creds: string | null }> {
    const found = await row<{ creds: string }>(
      this.dataSource,
      `select creds from wa_creds where channel_id = $1`,
      [id],
    );
    return { creds: found && this.secretBox.open(found.creds, aad('wa_creds', id, 'creds')) };
  }

  private async get(
    channelId: Id<'chn'>,
    type: string,
    ids: string[],
  ): Promise<Record<string, string>> {
    const found = await rows<{ id: string; value: string }>(
      this.dataSource,
      `select id, value from wa_keys where channel_id = $1 and type = $2 and id = any($3)`,
      [channelId, type, ids],
    );
    return Object.fromEntries(
      found.map(({ id, value }) => [id, this.secretBox.open(value, keyAad(channelId, type, id))]),
    );
  }

  /** One statement: a step of the ratchet is written whole or not at all. */
  private async apply(
    channelId: Id<'chn'>,
    changes: KeyChange[],
    write: (text: string, parameters: unknown[]) => Promise<void>,
  ): Promise<void> {
    const last = new Map(changes.map((change) => [`${change.type}|${change.id}`, change]));
    const put = [...last.values()].filter((change) => change.value !== null);
    const gone = [...last.values()].filter((change) => change.value === null);
    await write(
      `with ${HELD}, put as (
         insert into wa_keys (channel_id, type, id, value)
         select held.id, k.type, k.id, k.value from held, unnest($3::text[], $4::text[], $5::text[]) as k(type, id, value)
         on conflict (channel_id, type, id) do update set value = excluded.value),
       gone as (
         delete from wa_keys w using held, unnest($6::text[], $7::text[]) as k(type, id)
          where w.channel_id = held.id and w.type = k.type and w.id = k.id)
       select count(*)::int as held from held`,
      [
        put.map(({ type }) => type),
        put.map(({ id }) => id),
        put.map(({ type, id, value }) =>
          this.secretBox.seal(value ?? '', keyAad(channelId, type, id)),
        ),
        gone.map(({ type }) => type),
        gone.map(({ id }) => id),
      ],
    );
  }
}

const MEDIA_AAD = { table: 'agent_inbox', row: 'whatsapp', column: 'media' };

type Aad = { table: string; row: string; column: string };

function aad(table: string, channelId: string, column: string): Aad {
  return { table, row: channelId, column };
}

function keyAad(channelId: string, type: string, id: string): Aad {
  return { table: 'wa_keys', row: `${channelId}|${type}|${id}`, column: 'value' };
}

/** What this class itself has written and sealed. */
function parseMessage(json: string): WhatsappMessage {
  return JSON.parse(json) as WhatsappMessage;
}
