/**
 * How an order stands, for the buyer who can prove that it is theirs. Read from Etsy at each question; nothing of it is
 * stored. Called by the agent's tool, which exists only where Etsy's authorisation is held (ETSY_ORDER_STATUS).
 */
import { Injectable, Logger } from '@nestjs/common';
import { EtsyClient, EtsyFailure, type EtsyReceipt } from '#clients/etsy';
import { AppError } from '#platform/errors';
import type { Id } from '#platform/ids';
import { EtsyAccessService } from '../connection/etsy-access.service.js';
import {
  EtsyConnectionsRepository,
  type EtsyConnectionRow,
} from '../connection/etsy-connections.repository.js';
import { ORDERS_SCOPE } from '../connection/etsy-scopes.js';
import { OrderChecksRepository, type CheckLimits } from './order-checks.repository.js';
import { provePostcode, readOrderNumber } from './order-proof.js';
import { viewOrder, type OrderView } from './order-view.js';

/**
 * - `no_match`: no such order in this shop, or the postcode is another: which of them is not told.
 * - `cannot_be_checked`: Etsy does not show where it goes.
 * - `too_many_checks`: enough was tried today.
 * - `not_available`: the shop's grant does not allow it.
 */
export type OrderAnswer =
  | { outcome: 'found'; order: OrderView }
  | { outcome: 'no_match' | 'cannot_be_checked' | 'too_many_checks' | 'not_available' };

/** What the buyer says of an order, as they wrote it. */
export interface OrderQuestion {
  orderNumber: string;
  postcode: string;
}

/** Failed checks of a day. A buyer mistypes once or twice; a town has more postcodes than this. */
export const CHECK_LIMITS: CheckLimits = { perConversation: 5, perShop: 30 };

/** That an order cannot be checked tells that there is one, so it counts like a guess. */
const COUNTED: ReadonlySet<OrderAnswer['outcome']> = new Set(['no_match', 'cannot_be_checked']);
const NO_SUCH_ORDER: ReadonlySet<string> = new Set(['not_found', 'forbidden', 'validation']);
const NOT_ALLOWED: ReadonlySet<string> = new Set(['insufficient_scope', 'revoked_grant']);

const REFUSALS: ReadonlySet<string> = new Set(['forbidden', 'insufficient_scope']);

@Injectable()
export class OrderStatusService {
  private readonly logger = new Logger(OrderStatusService.name);

  constructor(
    private readonly access: EtsyAccessService,
    private readonly connections: EtsyConnectionsRepository,
    private readonly etsy: EtsyClient,
    private readonly checks: OrderChecksRepository,
  ) {}

  /**
   * @param asker whose shop, and the conversation whose failures are counted
   * @throws AppError `etsy.quota_*`, or EtsyFailure when Etsy cannot be asked just now; such a check does not count
   */
  async lookUp(
    asker: { sellerId: Id<'sel'>; conversationId: Id<'cnv'> },
    question: OrderQuestion,
    signal: AbortSignal,
  ): Promise<OrderAnswer> {
    const { sellerId, conversationId } = asker;
    const connection = await this.connections.findBySeller(sellerId);
    if (!connection?.scopes.includes(ORDERS_SCOPE)) return { outcome: 'not_available' };
    const receiptId = readOrderNumber(question.orderNumber);
    if (receiptId === null) return { outcome: 'no_match' };
    if (!(await this.checks.take(sellerId, conversationId, CHECK_LIMITS))) {
      return { outcome: 'too_many_checks' };
    }
    let isCounted = false;
    try {
      const answer = await this.check(sellerId, receiptId, question.postcode, signal);
      isCounted = COUNTED.has(answer.outcome);
      return answer;
    } finally {
      if (!isCounted) await this.checks.giveBack(sellerId, conversationId);
    }
  }

  private async check(
    sellerId: Id<'sel'>,
    receiptId: number,
    postcode: string,
    signal: AbortSignal,
  ): Promise<OrderAnswer> {
    try {
      return await this.access.use(sellerId, 'live', async ({ connection }, call) => {
        const shopId = Number(connection.shopId);
        const order = await this.etsy.getShopReceipt({ ...call, signal }, shopId, receiptId);
        return isOf(connection, order, receiptId) ? judge(order, postcode) : NO_MATCH;
      });
    } catch (error) {
      const reason = error instanceof EtsyFailure ? error.reason : '';
      // The buyer is told nothing of it; whoever keeps this running should be.
      if (REFUSALS.has(reason)) this.logger.warn({ sellerId, reason }, 'Etsy refuses an order');
      if (NO_SUCH_ORDER.has(reason)) return NO_MATCH;
      if (NOT_ALLOWED.has(reason) || isDisconnected(error)) return { outcome: 'not_available' };
      throw error;
    }
  }
}

const NO_MATCH: OrderAnswer = { outcome: 'no_match' };

/** Etsy was asked for an order of this shop; that it answered with one is looked at once more. */
function isOf(connection: EtsyConnectionRow, order: EtsyReceipt, receiptId: number): boolean {
  const { receipt_id, seller_user_id } = order;
  const owner = seller_user_id ?? null;
  return receipt_id === receiptId && (owner === null || String(owner) === connection.etsyUserId);
}

function judge(order: EtsyReceipt, postcode: string): OrderAnswer {
  const proof = provePostcode(postcode, order);
  if (proof === 'proven') return { outcome: 'found', order: viewOrder(order) };
  return proof === 'wrong' ? NO_MATCH : { outcome: 'cannot_be_checked' };
}

function isDisconnected(error: unknown): boolean {
  return (
    error instanceof AppError &&
    (error.code === 'etsy.not_connected' || error.code === 'etsy.needs_reconnect')
  );
}
