/**
 * Sends what waits in a conversation's line: head first, one in flight. The intent (`sending`) is committed before the
 * platform is called and the receipt after; a crash in between leaves `unknown`, which is listed and never resent.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { wasDatabaseAway } from '#platform/database';
import { inSpan } from '#platform/tracing';
import { toAppError } from '#platform/errors';
import type { Id } from '#platform/ids';
import type { ChannelDriver, OpenChannel, SendOutcome } from '../channels/channel-driver.js';
import { ChannelHealthService } from '../channels/channel-health.service.js';
import { ChannelsService } from '../channels/channels.service.js';
import { DELIVERY_GATE, type DeliveryGate, type GateDecision } from './delivery-gate.js';
import { DELIVERY_OBSERVER, type DeliveryObserver } from './delivery-observer.js';
import {
  DeliverySendsRepository,
  MAX_RESENDS,
  SEND_LEASE_MS,
  type ClaimedDelivery,
} from './delivery-sends.repository.js';
import type { DeliveryStatus } from './delivery.entity.js';
import { OutboxService } from './outbox.service.js';

/** A message that could not be sent for this long is listed as failed; an outage of hours is outlived. */
const MAX_RETRY_AGE_MS = 24 * 3_600_000;
const MAX_RETRY_MS = 5 * 60_000;
const SETTLE_RETRY_MS = 250;
const RESEND_AFTER_MS = 5_000;

@Injectable()
export class DeliveryDrainerService {
  private readonly logger = new Logger(DeliveryDrainerService.name);

  constructor(
    private readonly sends: DeliverySendsRepository,
    private readonly channels: ChannelsService,
    private readonly outbox: OutboxService,
    private readonly health: ChannelHealthService,
    @Inject(DELIVERY_GATE) private readonly gate: DeliveryGate,
    @Inject(DELIVERY_OBSERVER) private readonly observer: DeliveryObserver,
  ) {}

  /** Sends until the line is empty, its head must wait, or another worker sends it. */
  async drain(conversationId: Id<'cnv'>, worker: string): Promise<void> {
    for (;;) {
      const delivery = await this.sends.claimHead(conversationId, worker);
      if (!delivery) return;
      const goOn = await this.sendOne(delivery, worker);
      if (!goOn) return;
    }
  }

  private async sendOne(delivery: ClaimedDelivery, worker: string): Promise<boolean> {
    const progress = { handedOver: false };
    try {
      return await this.sendHead(delivery, worker, progress);
    } catch (error) {
      // The database went away before the platform was called: nobody needs to wonder whether the buyer has it.
      if (!progress.handedOver && wasDatabaseAway(error)) {
        const waiting = { status: 'pending' as const, error: 'not_sent', retryAfterMs: 0 };
        await this.settleSurely(delivery.id, worker, { ...waiting, untried: true });
      }
      throw error;
    }
  }

  private async sendHead(
    delivery: ClaimedDelivery,
    worker: string,
    progress: { handedOver: boolean },
  ): Promise<boolean> {
    const [decision, channel] = await Promise.all([
      this.gate.decide(delivery),
      this.channels.open(delivery.channelId),
    ]);
    if (decision.go !== 'send') return this.keepBack(delivery, worker, decision);
    if (!channel) {
      return this.record(delivery, worker, { status: 'failed', reason: 'channel_disconnected' });
    }
    const driver = this.outbox.driverOf(channel.platform);
    const externalId = delivery.externalId ?? driver.messageId?.(channel, delivery.id) ?? null;
    if (externalId && !(await this.sends.noteExternalId(delivery.id, worker, externalId))) {
      return false;
    }
    const chosen = { ...delivery, externalId };
    progress.handedOver = true;
    const about = { 'ifa.delivery_id': chosen.id, 'ifa.attempt': chosen.attemptCount };
    const sending = inSpan(`send ${channel.platform}`, about, async (span) => {
      const said = await this.send(driver, channel, chosen);
      span.setAttribute('ifa.outcome', said.status);
      return said;
    });
    const outcome = await this.keptAlive(chosen.id, worker, sending);
    const goesOn = await this.record(chosen, worker, outcome, driver.retryDelaysMs);
    if (outcome.status === 'failed' && outcome.channelDead) {
      await this.health.refused(channel, outcome.reason);
    }
    return goesOn;
  }

  private async keepBack(
    delivery: ClaimedDelivery,
    worker: string,
    decision: Exclude<GateDecision, { go: 'send' }>,
  ): Promise<boolean> {
    const { go, reason } = decision;
    if (go === 'hold') {
      const waiting = { status: 'pending' as const, error: reason, retryAfterMs: decision.afterMs };
      await this.sends.settle(delivery.id, worker, { ...waiting, untried: true });
      return false;
    }
    const status = go === 'cancel' ? 'cancelled' : 'failed';
    await this.settle(delivery, worker, { status, error: reason });
    return true;
  }

  private async send(
    driver: ChannelDriver,
    channel: OpenChannel,
    delivery: ClaimedDelivery,
  ): Promise<SendOutcome> {
    try {
      return await driver.send(channel, {
        deliveryId: delivery.id,
        chatId: delivery.chatId,
        text: delivery.body,
        externalId: delivery.externalId,
        isStillWanted: () => this.isStillWanted(delivery),
      });
    } catch (error) {
      // A driver that throws has said nothing about whether the platform got it.
      this.logger.error(
        { deliveryId: delivery.id, code: toAppError(error).code },
        'a channel driver threw',
      );
      return { status: 'unknown', reason: toAppError(error).code };
    }
  }

  /** Asked at the last moment. Who cannot be asked has not said yes: then it waits. */
  private async isStillWanted(delivery: ClaimedDelivery): Promise<boolean> {
    try {
      const { go } = await this.gate.decide(delivery);
      return go === 'send';
    } catch {
      return false;
    }
  }

  private async record(
    delivery: ClaimedDelivery,
    worker: string,
    outcome: SendOutcome,
    retryDelaysMs?: readonly number[],
  ): Promise<boolean> {
    switch (outcome.status) {
      case 'sent':
        await this.settle(delivery, worker, { status: 'sent', externalId: outcome.externalId });
        return true;
      case 'unknown':
        // Under an id of our choosing a repeat is harmless: the reader's phone drops it.
        if (delivery.externalId && delivery.attemptCount < MAX_RESENDS) {
          return this.retryLater(delivery, worker, { ...outcome, afterMs: RESEND_AFTER_MS });
        }
        await this.settle(delivery, worker, { status: 'unknown', error: outcome.reason });
        return true;
      case 'failed':
        await this.settle(delivery, worker, { status: 'failed', error: outcome.reason });
        if (outcome.reason === 'blocked_by_user') {
          await this.sends.noteUnreachable(delivery.conversationId, outcome.reason);
        }
        return true;
      case 'retry':
        return this.retryLater(delivery, worker, outcome, retryDelaysMs);
    }
  }

  private async retryLater(
    delivery: ClaimedDelivery,
    worker: string,
    outcome: { afterMs: number; reason: string; untried?: boolean },
    retryDelaysMs?: readonly number[],
  ): Promise<boolean> {
    const { attemptCount, ageMs } = delivery;
    const { untried = false } = outcome;
    const overdue = retryDelaysMs ? attemptCount > retryDelaysMs.length : ageMs > MAX_RETRY_AGE_MS;
    if (overdue) {
      await this.settle(delivery, worker, { status: 'failed', error: outcome.reason });
      return true;
    }
    const backoffMs = untried
      ? 0
      : (retryDelaysMs?.[attemptCount - 1] ??
        Math.min(MAX_RETRY_MS, 1_000 * 2 ** (attemptCount - 1)));
    await this.sends.settle(delivery.id, worker, {
      status: 'pending',
      error: outcome.reason,
      retryAfterMs: Math.max(outcome.afterMs, backoffMs),
      untried,
    });
    return false;
  }

  private async settle(
    delivery: ClaimedDelivery,
    worker: string,
    result: { status: DeliveryStatus; externalId?: string | null; error?: string },
  ): Promise<void> {
    await this.settleSurely(delivery.id, worker, result);
    await this.observer.onSettled({
      agentId: delivery.agentId,
      conversationId: delivery.conversationId,
      runId: delivery.runId,
      deliveryId: delivery.id,
      status: result.status,
      error: result.error ?? null,
    });
  }

  private async keptAlive<T>(id: Id<'out'>, worker: string, sending: Promise<T>): Promise<T> {
    const renew = (): void => void this.sends.renew(id, worker).catch(() => undefined);
    const renewal = setInterval(renew, SEND_LEASE_MS / 4);
    try {
      return await sending;
    } finally {
      clearInterval(renewal);
    }
  }

  /** What became of a send is known here and nowhere else: it outlasts a restart of the database. */
  private async settleSurely(
    id: Id<'out'>,
    worker: string,
    result: Parameters<DeliverySendsRepository['settle']>[2],
  ): Promise<void> {
    const deadline = Date.now() + SEND_LEASE_MS;
    for (;;) {
      try {
        await this.sends.settle(id, worker, result);
        return;
      } catch (error) {
        if (!wasDatabaseAway(error) || Date.now() > deadline) throw error;
        await sleep(SETTLE_RETRY_MS);
      }
    }
  }
}
