/**
 * Proposals for the seller's listings: made by the agent or the seller, decided by the seller alone, published by a job.
 */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CatalogueService } from '#features/products';
import { inTransaction, type Db } from '#platform/database';
import { AppError } from '#platform/errors';
import { newId, type Id } from '#platform/ids';
import { JobProducer } from '#platform/queue';
import { PublishProposal } from '../etsy.jobs.js';
import { ShopNoticesRepository } from '../notices/shop-notices.repository.js';
import { draftOf, type ProposalWish } from './proposal-drafts.js';
import type { ProposalStatus } from './proposal.entity.js';
import { ProposalsRepository, type NewProposal, type Proposal } from './proposals.repository.js';

@Injectable()
export class ProposalsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly catalogue: CatalogueService,
    private readonly proposals: ProposalsRepository,
    private readonly notices: ShopNoticesRepository,
    private readonly jobs: JobProducer,
  ) {}

  /**
   * Checks a wish and makes a proposal of it, without writing anything yet: {@link record} does, in the caller's
   * transaction.
   *
   * @throws AppError `products.not_found`, `proposals.*`
   */
  async prepare(
    sellerId: Id<'sel'>,
    productId: Id<'prod'>,
    wish: ProposalWish,
    origin: { conversationId: Id<'cnv'> | null; reason: string },
  ): Promise<NewProposal> {
    const product = await this.catalogue.get(sellerId, productId);
    return {
      id: newId('prp'),
      sellerId,
      productId,
      conversationId: origin.conversationId,
      proposal: draftOf(product, wish),
      reason: origin.reason.slice(0, 1_000),
    };
  }

  /** Writes a prepared proposal within the caller's transaction. */
  async record(db: Db, proposal: NewProposal): Promise<void> {
    await this.proposals.insert(db, proposal);
  }

  /** {@link prepare} and {@link record} in one, for callers without a transaction. */
  async propose(
    sellerId: Id<'sel'>,
    productId: Id<'prod'>,
    wish: ProposalWish,
    origin: { conversationId: Id<'cnv'> | null; reason: string },
  ): Promise<Proposal> {
    const prepared = await this.prepare(sellerId, productId, wish, origin);
    await this.record(this.dataSource, prepared);
    return this.get(sellerId, prepared.id);
  }

  async list(
    sellerId: Id<'sel'>,
    query: { status: ProposalStatus | null; limit: number; offset: number },
  ): Promise<{ proposals: Proposal[]; total: number }> {
    return this.proposals.list(sellerId, query);
  }

  /** @throws AppError `proposals.not_found`, for a foreign one too */
  async get(sellerId: Id<'sel'>, id: Id<'prp'>): Promise<Proposal> {
    const proposal = await this.proposals.find(sellerId, id);
    if (proposal) return proposal;
    throw new AppError({
      kind: 'not_found',
      code: 'proposals.not_found',
      message: 'There is no such proposal.',
    });
  }

  /** Lets a proposal be published. Twice is once. @throws AppError `proposals.not_found`, `proposals.not_pending` (409) */
  async approve(sellerId: Id<'sel'>, id: Id<'prp'>): Promise<Proposal> {
    const proposal = await this.decide(sellerId, id, 'approved');
    await this.jobs.enqueue(PublishProposal, { proposalId: id });
    return proposal;
  }

  /** @throws AppError `proposals.not_found`, `proposals.not_pending` (409) */
  async reject(sellerId: Id<'sel'>, id: Id<'prp'>): Promise<Proposal> {
    return this.decide(sellerId, id, 'rejected');
  }

  /** Ends proposals nobody decided on in time. @returns how many */
  async expireOld(): Promise<number> {
    return inTransaction(this.dataSource, async (manager) => {
      const expired = await this.proposals.expireAcrossSellers(manager);
      for (const { id, sellerId, conversationId } of expired) {
        await this.notices.add(manager, {
          sellerId,
          conversationId,
          type: 'proposal.expired',
          content: 'A proposed change was not decided on within seven days and is void.',
          metadata: { proposalId: id },
        });
      }
      return expired.length;
    });
  }

  private async decide(
    sellerId: Id<'sel'>,
    id: Id<'prp'>,
    decision: 'approved' | 'rejected',
  ): Promise<Proposal> {
    const moved = await this.proposals.decide(sellerId, id, decision);
    const proposal = await this.get(sellerId, id);
    if (moved || proposal.status === decision) return proposal;
    throw new AppError({
      kind: 'conflict',
      code: 'proposals.not_pending',
      message: `This proposal cannot be decided on any more: it is ${proposal.status}.`,
      details: { status: proposal.status },
    });
  }
}
