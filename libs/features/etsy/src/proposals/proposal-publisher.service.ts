/**
 * Publishes an approved proposal: reads what Etsy has, compares, writes the whole inventory with the change in it, and
 * reads the listing anew. After a lost answer the next attempt finds the change done; nothing is written blindly.
 */
import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EtsyClient, EtsyFailure, type EtsyCall, type EtsyListing } from '#clients/etsy';
import { inTransaction } from '#platform/database';
import { toAppError } from '#platform/errors';
import type { Id } from '#platform/ids';
import { EtsyAccessService } from '../connection/etsy-access.service.js';
import { ListingRefreshService } from '../live/listing-refresh.service.js';
import { ShopNoticesRepository } from '../notices/shop-notices.repository.js';
import { restMs } from '../quota/quota-budget.js';
import { applyTexts, applyToInventory, plainInventory } from './apply-change.js';
import type { PriceProposal, StockProposal, TextsProposal } from './proposal-change.js';
import { type Proposal, ProposalsRepository } from './proposals.repository.js';

const MAX_ATTEMPTS = 6;
const BACKOFF_MS = 3_000;

/** How an attempt ended. */
interface Ending {
  status: 'published' | 'conflict' | 'failed';
  outcome: string;
}

@Injectable()
export class ProposalPublisherService {
  private readonly logger = new Logger(ProposalPublisherService.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly etsy: EtsyClient,
    private readonly access: EtsyAccessService,
    private readonly proposals: ProposalsRepository,
    private readonly refreshes: ListingRefreshService,
    private readonly notices: ShopNoticesRepository,
  ) {}

  /** Works on one approved proposal, if it is this worker's to do. */
  async publish(id: Id<'prp'>): Promise<void> {
    const proposal = await this.proposals.claim(id);
    if (!proposal) return;
    try {
      const ending = await this.access.use(
        proposal.sellerId,
        'interactive',
        async ({ connection }, call) => this.attempt(proposal, Number(connection.shopId), call),
      );
      await this.end(proposal, ending);
    } catch (error) {
      await this.afterFailure(proposal, error);
    }
  }

  private async attempt(proposal: Proposal, shopId: number, call: EtsyCall): Promise<Ending> {
    const listing = await this.find(call, Number(proposal.etsyId));
    if (!listing) return { status: 'conflict', outcome: 'The listing is no longer on Etsy.' };
    const { proposal: wanted } = proposal;
    return wanted.kind === 'listing'
      ? this.publishTexts(call, shopId, listing, wanted)
      : this.publishInventory(call, shopId, listing, wanted);
  }

  private async find(call: EtsyCall, listingId: number): Promise<EtsyListing | null> {
    try {
      return await this.etsy.getListing(call, listingId);
    } catch (error) {
      if (error instanceof EtsyFailure && error.reason === 'not_found') return null;
      throw error;
    }
  }

  private async publishTexts(
    call: EtsyCall,
    shopId: number,
    listing: EtsyListing,
    wanted: TextsProposal,
  ): Promise<Ending> {
    const applied = applyTexts(listing, wanted.change, wanted.base);
    if (applied.verdict === 'conflict') return conflict(applied.found);
    if (applied.verdict === 'write') {
      await this.etsy.updateListing(call, shopId, listing.listing_id, applied.update);
    }
    return PUBLISHED;
  }

  private async publishInventory(
    call: EtsyCall,
    shopId: number,
    listing: EtsyListing,
    wanted: StockProposal | PriceProposal,
  ): Promise<Ending> {
    const listingId = listing.listing_id;
    const known = await this.etsy.getListingInventory(call, listingId);
    const applied = applyToInventory(known ?? plainInventory(listing), wanted);
    switch (applied.verdict) {
      case 'conflict':
        return conflict(applied.found);
      case 'sold_out':
        return this.publishSoldOut(call, shopId, listing, wanted);
      case 'write':
        await this.etsy.updateListingInventory(call, listingId, applied.update);
        return PUBLISHED;
      case 'done':
        return PUBLISHED;
    }
  }

  /** Etsy keeps no listing without stock active: taking it off sale is what the seller would do by hand. */
  private async publishSoldOut(
    call: EtsyCall,
    shopId: number,
    { listing_id, state }: EtsyListing,
    { kind }: StockProposal | PriceProposal,
  ): Promise<Ending> {
    if (kind === 'price') return NO_PRICE_WITHOUT_STOCK;
    if (state !== 'active') return NOT_ON_SALE;
    await this.etsy.updateListing(call, shopId, listing_id, { state: 'inactive' });
    return TAKEN_OFF_SALE;
  }

  private async end(proposal: Proposal, ending: Ending): Promise<void> {
    const { sellerId, id, etsyId, conversationId, productTitle } = proposal;
    // Before the result is told, so that whoever is told finds the new state; a sync brings it otherwise.
    await this.refreshes.refresh(sellerId, [etsyId], 'interactive').catch((error: unknown) => {
      this.logger.warn({ proposalId: id, code: toAppError(error).code }, 'not read anew yet');
    });
    await inTransaction(this.dataSource, async (manager) => {
      if (!(await this.proposals.finish(manager, proposal, ending))) return;
      await this.notices.add(manager, {
        sellerId,
        conversationId,
        type: `proposal.${ending.status}`,
        content: `"${productTitle}": ${ending.outcome}`,
        metadata: { proposalId: id, productId: proposal.productId, kind: proposal.proposal.kind },
      });
    });
  }

  private async afterFailure(proposal: Proposal, error: unknown): Promise<void> {
    const { kind, code, message, retryAfterMs } = toAppError(error);
    this.logger.warn({ proposalId: proposal.id, code, err: error }, 'a proposal was not published');
    const refused = error instanceof EtsyFailure && !error.mayHaveHappened;
    const innocent = kind === 'rate_limited' || retryAfterMs !== undefined;
    const last = proposal.attemptCount + 1 >= MAX_ATTEMPTS;
    if (!innocent && (last || (refused && error.reason !== 'connect') || isLost(code))) {
      const why = error instanceof EtsyFailure ? `${message} ${error.description}` : message;
      await this.end(proposal, { status: 'failed', outcome: why.slice(0, 1_000) });
      return;
    }
    await this.proposals.putOff(proposal, {
      afterMs: restMs(retryAfterMs ?? BACKOFF_MS * 2 ** proposal.attemptCount),
      countAttempt: !innocent,
    });
  }
}

const PUBLISHED: Ending = { status: 'published', outcome: 'Published on Etsy.' };

const TAKEN_OFF_SALE: Ending = {
  status: 'published',
  outcome: 'Nothing is left in stock, so the listing was taken off sale (inactive).',
};

const NOT_ON_SALE: Ending = {
  status: 'published',
  outcome: 'Nothing is left in stock. The listing was not on sale, so nothing was changed on Etsy.',
};

const NO_PRICE_WITHOUT_STOCK: Ending = {
  status: 'failed',
  outcome: 'Etsy takes no price for a listing with nothing in stock. Raise its stock first.',
};

function conflict(found: string): Ending {
  return {
    status: 'conflict',
    outcome: `Not published: the listing has changed on Etsy meanwhile (${found}). Propose it again.`,
  };
}

function isLost(code: string): boolean {
  return code === 'etsy.needs_reconnect' || code === 'etsy.not_connected';
}
