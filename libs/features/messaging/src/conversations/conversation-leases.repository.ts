/**
 * The lease of a conversation: who may answer it. Taken at arrival, renewed while a run lasts, given back at its end.
 * `epoch` goes up with every claim, and every later write of the run is fenced by it, so two workers can never both
 * answer. Time is the database's.
 */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ASYNC_COMMIT, row, rows } from '#platform/database';
import type { Id } from '#platform/ids';
import { LeaseLostError } from '../messaging.errors.js';
import type { ConversationKind } from './conversation.entity.js';

export const LEASE_TTL_MS = 15_000;
export const LEASE_RENEW_MS = 5_000;

/** What a run needs to know of the conversation it holds. */
export interface LeasedConversation {
  id: Id<'cnv'>;
  sellerId: Id<'sel'>;
  agentId: Id<'agt'>;
  channelId: Id<'chn'> | null;
  kind: ConversationKind;
  externalId: string;
  buyerName: string;
  epoch: number;
  /** Who holds it. */
  worker: string;
  /** A human has had it at some time: the agent may have missed what was said then. */
  hadHuman: boolean;
  /** Its last holder never gave the lease back: there may be a run and messages to be freed. */
  abandoned: boolean;
}

/**
 * Proof of a lease: the number of the claim and who made it. Claims commit asynchronously: a crash of the database server
 * may forget one, and the next claim then gets the same epoch. A forgotten release is a lease that runs out.
 */
export type HeldLease = Pick<LeasedConversation, 'id' | 'epoch' | 'worker'>;

const LEASED = `c.id, c.seller_id, c.agent_id, c.channel_id, c.kind, c.external_id, c.buyer_name, c.epoch`;

@Injectable()
export class ConversationLeasesRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Takes the lease if something is due, nobody holds it and the agent owns the conversation (a takeover that has run
   * out counts as handed back). A nudge that comes late finds nothing due and costs one look.
   *
   * @returns null when nothing is due, another worker holds it, or a human does
   */
  async claim(id: Id<'cnv'>, worker: string): Promise<LeasedConversation | null> {
    return row<LeasedConversation>(
      this.dataSource,
      `with free as (
         select id, lease_owner from conversations
          where ${ASYNC_COMMIT}
            and id = $1
            and due_at <= now()
            and (lease_until is null or lease_until < now())
            and (owner = 'ai' or human_until < now())
            and blocked_at is null
            for no key update)
       update conversations c
          set epoch = c.epoch + 1, lease_owner = $2, lease_until = now() + $3 * interval '1 millisecond',
              owner_since = case when c.owner = 'ai' then c.owner_since else now() end,
              owner = 'ai', human_until = null
         from free where c.id = free.id
       returning ${LEASED}, c.lease_owner as worker, c.owner_since is not null as had_human,
                 free.lease_owner is not null as abandoned`,
      [id, worker, LEASE_TTL_MS],
    );
  }

  /** Prolongs the lease; false when it is lost, or when a human has the conversation: the answer is not wanted. */
  async renew({ id, epoch, worker }: HeldLease): Promise<boolean> {
    const renewed = await rows(
      this.dataSource,
      `update conversations set lease_until = now() + $3 * interval '1 millisecond'
        where ${ASYNC_COMMIT} and id = $1 and epoch = $2 and lease_owner = $4 and lease_until > now()
          and owner = 'ai' and blocked_at is null
        returning id`,
      [id, epoch, LEASE_TTL_MS, worker],
    );
    return renewed.length === 1;
  }

  /**
   * First statement of every writing transaction of a run: locks the row and proves that the lease still holds. Not `for
   * update`: that would also hold up whoever writes a row that refers to the conversation (its log), up to a deadlock.
   *
   * @returns who owns the conversation at this moment (a human may have taken it over during the run), and up to which
   *   inbox position a human has answered
   * @throws LeaseLostError
   */
  async assertHeld(
    manager: EntityManager,
    { id, epoch, worker }: HeldLease,
  ): Promise<{ owner: 'ai' | 'human'; humanSeq: number }> {
    const held = await row<{ owner: 'ai' | 'human'; humanSeq: number }>(
      manager,
      `select case when blocked_at is null then owner else 'human' end as owner,
              case when blocked_at is null then human_seq else last_seq end as human_seq
         from conversations
        where id = $1 and epoch = $2 and lease_owner = $3 and lease_until > now() for no key update`,
      [id, epoch, worker],
    );
    if (!held) throw new LeaseLostError(id);
    return held;
  }

  /**
   * Says when the conversation is due again: the head of its line, or never. A message in `processing` counts, so
   * that the sweep finds it when its worker dies and the lease runs out.
   */
  async settleDue(manager: EntityManager, id: Id<'cnv'>): Promise<void> {
    await rows(
      manager,
      `update conversations
          set due_at = (select available_at from agent_inbox
                         where conversation_id = $1 and status in ('queued', 'processing')
                         order by seq limit 1),
              updated_at = now()
        where id = $1`,
      [id],
    );
  }

  /**
   * Gives the lease back; harmless when it is already lost.
   *
   * @param clean false: a run may be left open, so the next holder is told that this one abandoned it
   * @returns whether something is due in the conversation
   */
  async release({ id, epoch, worker }: HeldLease, clean: boolean): Promise<boolean> {
    const released = await row<{ due: boolean }>(
      this.dataSource,
      `update conversations set lease_owner = case when $3 then null else lease_owner end, lease_until = null
        where ${ASYNC_COMMIT} and id = $1 and epoch = $2 and lease_owner = $4
        returning coalesce(due_at <= now(), false) as due`,
      [id, epoch, clean, worker],
    );
    return released?.due ?? false;
  }

  /** Notes that this worker keeps a live process for the conversation, so that the next nudge goes to it. */
  async markWarm(id: Id<'cnv'>, worker: string | null, forMs: number): Promise<void> {
    await rows(
      this.dataSource,
      `update conversations set warm_worker = $2, warm_until = now() + $3 * interval '1 millisecond'
        where ${ASYNC_COMMIT} and id = $1`,
      [id, worker, forMs],
    );
  }

  /** This worker keeps no live process for the conversation any more. */
  async markCold(id: Id<'cnv'>, worker: string): Promise<void> {
    await rows(
      this.dataSource,
      `update conversations set warm_worker = null, warm_until = null
        where ${ASYNC_COMMIT} and id = $1 and warm_worker = $2`,
      [id, worker],
    );
  }

  /** The worker ends: none of its live processes is left. */
  async markAllColdAcrossSellers(worker: string): Promise<void> {
    await rows(
      this.dataSource,
      `update conversations set warm_worker = null, warm_until = null where warm_worker = $1`,
      [worker],
    );
  }
}
