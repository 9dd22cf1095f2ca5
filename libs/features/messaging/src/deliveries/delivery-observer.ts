/** Told of every settled delivery, so that a higher feature can write it into its activity log. Provided by the app. */
import type { Id } from '#platform/ids';
import type { DeliveryStatus } from './delivery.entity.js';

export interface SettledDelivery {
  agentId: Id<'agt'>;
  conversationId: Id<'cnv'>;
  runId: Id<'run'> | null;
  deliveryId: Id<'out'>;
  status: DeliveryStatus;
  error: string | null;
}

export interface DeliveryObserver {
  /** Must not throw: the message is out already. */
  onSettled(delivery: SettledDelivery): Promise<void>;
}

export const DELIVERY_OBSERVER = Symbol('DELIVERY_OBSERVER');
