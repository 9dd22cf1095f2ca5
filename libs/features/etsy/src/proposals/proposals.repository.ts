/** SQL of `product_proposals`. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction, row, rows, type Db } from '#platform/database';
import type { Id } from '#platform/ids';
import { proposalChange, type ProposalChange } from './proposal-change.js';
import type { ProposalKind, ProposalStatus } from './proposal.entity.js';

/** How long the seller has to decide. */
const DECIDE_WITHIN_DAYS = 7;
const LEASE_SECONDS = 90;

/** What is written for a new proposal. */
export interface NewProposal {
  id: Id<'prp'>;
  sellerId: Id<'sel'>;
  productId: Id<'prod'>;
  conversationId: Id<'cnv'> | null;
  proposal: ProposalChange;
  reason: string;
}

/** A proposal as it is read. */
export interface Proposal extends NewProposal {
  etsyId: string;
  productTitle: string;
  status: ProposalStatus;
  outcome: string | null;
  attemptCount: number;
  epoch: number;
  expiresAt: Date;
  decidedAt: Date | null;
  finishedAt: Date | null;
  createdAt: Date;
}

interface Raw extends Omit<Proposal, 'proposal'> {
  kind: ProposalKind;
  change: unknown;
  base: unknown;
}

const FROM = `from product_proposals r join products p on p.id = r.product_id`;
const COLUMNS = `r.id, r.seller_id, r.product_id, r.conversation_id, r.kind, r.change, r.base, r.reason, r.status,
  r.outcome, r.attempt_count, r.epoch, r.expires_at, r.decided_at, r.finished_at, r.created_at, p.etsy_id,
  p.title as product_title`;
/** Approved, its time has come, and nobody publishes it or another one of its listing. */
const DUE = `r.status = 'approved' and r.available_at <= now()
  and not exists (select 1 from product_proposals o
                   where o.product_id = r.product_id and o.status = 'approved' and o.lease_until >= now())`;

@Injectable()
export class ProposalsRepository {
  constructor(private readonly dataSource: DataSource) {}

  async insert(db: Db, { proposal, ...facts }: NewProposal): Promise<void> {
    await rows(
      db,
      `insert into product_proposals
         (id, seller_id, product_id, conversation_id, kind, change, base, reason, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, now() + $9 * interval '1 day')`,
      [
        facts.id,
        facts.sellerId,
        facts.productId,
        facts.conversationId,
        proposal.kind,
        JSON.stringify(proposal.change),
        JSON.stringify(proposal.base),
        facts.reason,
        DECIDE_WITHIN_DAYS,
      ],
    );
  }

  async find(sellerId: Id<'sel'>, id: Id<'prp'>): Promise<Proposal | null> {
    const raw = await row<Raw>(
      this.dataSource,
      `select ${COLUMNS} ${FROM} where r.seller_id = $1 and r.id = $2`,
      [sellerId, id],
    );
    return raw && proposalOf(raw);
  }

  async list(
    sellerId: Id<'sel'>,
    query: { status: ProposalStatus | null; limit: number; offset: number },
  ): Promise<{ proposals: Proposal[]; total: number }> {
    const where = `r.seller_id = $1 and ($2::text is null or r.status = $2)`;
    const found = await rows<Raw>(
      this.dataSource,
      `select ${COLUMNS} ${FROM} where ${where} order by r.created_at desc, r.id desc limit $3 offset $4`,
      [sellerId, query.status, query.limit, query.offset],
    );
    const counted = await row<{ total: number }>(
      this.dataSource,
      `select count(*)::int as total from product_proposals r where ${where}`,
      [sellerId, query.status],
    );
    return { proposals: found.map(proposalOf), total: counted?.total ?? 0 };
  }

  /** Moves a pending proposal that has not expired. @returns false when it is not pending any more */
  async decide(
    sellerId: Id<'sel'>,
    id: Id<'prp'>,
    decision: 'approved' | 'rejected',
  ): Promise<boolean> {
    const decided = await rows(
      this.dataSource,
      `update product_proposals
          set status = $3, decided_at = now(), available_at = now(),
              finished_at = case when $3 = 'rejected' then now() end
        where seller_id = $1 and id = $2 and status = 'pending' and expires_at > now()
        returning 1`,
      [sellerId, id, decision],
    );
    return decided.length === 1;
  }

  /**
   * Takes an approved proposal for a while; null when there is nothing to do for this worker. One of a listing at a time:
   * each writes the listing's whole inventory, and two that read it together would undo each other.
   */
  async claim(id: Id<'prp'>): Promise<Proposal | null> {
    return inTransaction(this.dataSource, async (manager) => {
      // Who claims another one of this listing at this moment waits here, and then sees whose turn it is.
      await rows(
        manager,
        `select 1 from product_proposals
          where product_id = (select product_id from product_proposals where id = $1) and status = 'approved'
          order by id for update`,
        [id],
      );
      const raw = await row<Raw>(
        manager,
        `with claimed as (
           update product_proposals r set epoch = epoch + 1, lease_until = now() + $2 * interval '1 second'
            where id = $1 and ${DUE}
            returning *)
         select ${COLUMNS} from claimed r join products p on p.id = r.product_id`,
        [id, LEASE_SECONDS],
      );
      return raw && proposalOf(raw);
    });
  }

  /** @returns false when somebody else has taken it over */
  async finish(
    db: Db,
    { id, epoch }: Pick<Proposal, 'id' | 'epoch'>,
    end: { status: 'published' | 'conflict' | 'failed'; outcome: string },
  ): Promise<boolean> {
    const finished = await rows(
      db,
      `update product_proposals set status = $3, outcome = $4, finished_at = now(), lease_until = null
        where id = $1 and epoch = $2 and status = 'approved' returning 1`,
      [id, epoch, end.status, end.outcome],
    );
    return finished.length === 1;
  }

  async putOff(
    { id, epoch }: Pick<Proposal, 'id' | 'epoch'>,
    o: { afterMs: number; countAttempt: boolean },
  ): Promise<void> {
    await rows(
      this.dataSource,
      `update product_proposals
          set available_at = now() + $3 * interval '1 millisecond', attempt_count = attempt_count + $4::int,
              lease_until = null
        where id = $1 and epoch = $2 and status = 'approved'`,
      [id, epoch, o.afterMs, o.countAttempt ? 1 : 0],
    );
  }

  async listDueAcrossSellers(limit: number): Promise<Id<'prp'>[]> {
    const due = await rows<{ id: Id<'prp'> }>(
      this.dataSource,
      `select id from product_proposals r where ${DUE} order by available_at limit $1`,
      [limit],
    );
    return due.map((proposal) => proposal.id);
  }

  /** Nobody decided in time. */
  async expireAcrossSellers(
    db: Db,
  ): Promise<Pick<Proposal, 'id' | 'sellerId' | 'conversationId'>[]> {
    return rows(
      db,
      `update product_proposals set status = 'expired', finished_at = now()
        where status = 'pending' and expires_at <= now() returning id, seller_id, conversation_id`,
    );
  }
}

function proposalOf({ kind, change, base, ...facts }: Raw): Proposal {
  return { ...facts, proposal: proposalChange.parse({ kind, change, base }) };
}
