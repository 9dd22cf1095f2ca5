/**
 * SQL of how the sellers' own bots are: whether what buyers write there reaches us. Every write carries the channel's
 * epoch, so that nothing is said of a link that was made anew meanwhile.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { rows, type Db } from '#platform/database';
import type { Id } from '#platform/ids';

/** Transport of a link that Telegram has not heard of yet: no worker polls it, and who made it is directing it. */
export const UNDIRECTED = 'undirected';

/** One link of a bot: a new one has a new epoch. */
export interface TelegramBotLink {
  id: Id<'chn'>;
  agentId: Id<'agt'>;
  epoch: number;
}

/** A bot with a webhook, and where it was last directed to; null: nowhere yet. */
export interface DirectedBot extends TelegramBotLink {
  address: string | null;
}

@Injectable()
export class TelegramHealthRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** It brings nothing. `updated_at` says since when, so words that stand already are not written again. */
  async noteTrouble(db: Db, { id, epoch }: TelegramBotLink, lastError: string): Promise<boolean> {
    const written = await rows(
      db,
      `update messaging_channels set status = 'pending', last_error = $3, updated_at = now()
        where id = $1 and epoch = $2 and status <> 'disconnected'
          and (status, last_error) is distinct from ('pending', $3) returning id`,
      [id, epoch, lastError],
    );
    return written.length === 1;
  }

  /** @returns false when that was known */
  async noteWell(db: Db, { id, epoch }: TelegramBotLink): Promise<boolean> {
    const written = await rows(
      db,
      `update messaging_channels set status = 'connected', last_error = null, updated_at = now()
        where id = $1 and epoch = $2 and status <> 'disconnected'
          and (status <> 'connected' or last_error is not null) returning id`,
      [id, epoch],
    );
    return written.length === 1;
  }

  /** Telegram was told to post there; null: to wait for polls. */
  async noteDirected({ id, epoch }: TelegramBotLink, address: string | null): Promise<void> {
    const transport = address === null ? 'polling' : 'webhook';
    await rows(
      this.dataSource,
      `update messaging_channels set config = config || $3::jsonb where id = $1 and epoch = $2`,
      [id, epoch, JSON.stringify({ transport, address })],
    );
  }

  /**
   * Takes bots with a webhook, or without direction, whose turn to be looked at has come: after `everyMs`, and after
   * `retryMs` while they are not directed to where we are now.
   *
   * @param publicUrl where we are; null: nowhere, bots are polled
   */
  async claimForLookAcrossSellers(
    publicUrl: string | null,
    o: { limit: number; everyMs: number; retryMs: number },
  ): Promise<DirectedBot[]> {
    return rows(
      this.dataSource,
      `update messaging_channels set config = config || jsonb_build_object('checkedAt', now())
        where id in (
          select id from messaging_channels
           where platform = 'telegram' and purpose = 'bot' and status <> 'disconnected'
             and config->>'transport' in ('webhook', '${UNDIRECTED}')
             and coalesce((config->>'checkedAt')::timestamptz < now() - interval '1 millisecond'
                   * case when starts_with(config->>'address', $1 || '/') then $2::float8 else $3 end, true)
           order by config->>'checkedAt' nulls first limit $4 for no key update skip locked)
        returning id, epoch, agent_id, config->>'address' as address`,
      [publicUrl, o.everyMs, o.retryMs, o.limit],
    );
  }
}
