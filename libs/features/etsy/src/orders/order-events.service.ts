/** Etsy's order webhooks: taken once, and the stock of what was ordered is read anew. Nothing else of an order is kept. */
import { Injectable } from '@nestjs/common';
import { readOrderWebhook } from '#clients/etsy';
import { AppConfig } from '#platform/config';
import { AppError, toAppError } from '#platform/errors';
import { JobProducer } from '#platform/queue';
import { EtsyConnectionsRepository } from '../connection/etsy-connections.repository.js';
import { ReadOrder } from '../etsy.jobs.js';
import { restMs } from '../quota/quota-budget.js';
import { OrderEventsRepository } from './order-events.repository.js';
import { OrderStockReader } from './order-stock-reader.service.js';

const MAX_ATTEMPTS = 8;
const BACKOFF_MS = 5_000;

@Injectable()
export class OrderEventsService {
  constructor(
    private readonly config: AppConfig,
    private readonly connections: EtsyConnectionsRepository,
    private readonly events: OrderEventsRepository,
    private readonly jobs: JobProducer,
    private readonly reader: OrderStockReader,
  ) {}

  /**
   * Takes a webhook. A known id, or a shop nobody has connected, changes nothing.
   *
   * @throws AppError `etsy.webhooks_off` (404), `etsy.bad_signature` (401), `etsy.bad_webhook` (400)
   */
  async accept(
    headers: Record<string, string | string[] | undefined>,
    rawBody: string,
  ): Promise<void> {
    const { webhookSecret } = this.config.etsy;
    if (webhookSecret === null) throw webhooksOff();
    const read = readOrderWebhook(webhookSecret, headers, rawBody);
    if (!read.ok) throw read.problem === 'signature' ? badSignature() : badWebhook();
    const { webhookId, eventType, shopId, receiptId } = read.event;
    const connection = await this.connections.findByShopAcrossSellers(String(shopId));
    if (!connection) return;
    const event = {
      webhookId,
      eventType,
      sellerId: connection.sellerId,
      receiptId: String(receiptId),
    };
    if (await this.events.insert(event)) await this.jobs.enqueue(ReadOrder, { webhookId });
  }

  /** Reads the stock an order changed. Harmless twice: it only reads. */
  async handle(webhookId: string): Promise<void> {
    const event = await this.events.claim(webhookId);
    if (!event) return;
    try {
      await this.reader.read(event);
      await this.events.markHandled(webhookId);
    } catch (error) {
      const { kind, retryAfterMs, code } = toAppError(error);
      const hopeless = code === 'etsy.not_connected' || code === 'etsy.needs_reconnect';
      const innocent = kind === 'rate_limited';
      if (hopeless || (!innocent && event.attemptCount >= MAX_ATTEMPTS)) {
        // The next sync brings it.
        await this.events.markHandled(webhookId);
        return;
      }
      const afterMs = restMs(retryAfterMs ?? BACKOFF_MS * 2 ** event.attemptCount);
      await this.events.putOff(webhookId, afterMs);
    }
  }
}

function webhooksOff(): AppError {
  return new AppError({
    kind: 'not_found',
    code: 'etsy.webhooks_off',
    message: 'Order webhooks are not set up here: ETSY_WEBHOOK_SECRET is not set.',
  });
}

function badSignature(): AppError {
  return new AppError({
    kind: 'unauthenticated',
    code: 'etsy.bad_signature',
    message: 'The signature is wrong, missing, or older than five minutes.',
  });
}

function badWebhook(): AppError {
  return new AppError({
    kind: 'invalid',
    code: 'etsy.bad_webhook',
    message: 'This is signed, but no order event.',
  });
}
