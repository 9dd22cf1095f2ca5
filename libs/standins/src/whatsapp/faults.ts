/**
 * What can be made to go wrong. All off by default; set in the process or through `/whatsapp/_control/faults`.
 */
import { z } from 'zod';

/** What happens to messages that a linked device sends. */
export const outgoingFaultSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('reject'), code: z.number().int() }),
  z.object({ kind: z.literal('swallow') }),
  z.object({ kind: z.literal('no_ack') }),
  z.object({ kind: z.literal('hang_up') }),
]);

const allFaults = z.object({
  /** Answer every login and pairing with this failure code. */
  failLogin: z.number().int().nullable(),
  /** Hang up on every new socket. */
  refuse: z.boolean(),
  /** Keep everything for linked devices in their queues, as if they were away. */
  hold: z.boolean(),
  /**
   * reject: nack with `code`; swallow: neither delivered nor acknowledged;
   * no_ack: delivered but not acknowledged; hang_up: delivered, then the socket breaks.
   */
  outgoing: outgoingFaultSchema.nullable(),
  /** How many messages `outgoing` spoils; null for all from now on. */
  outgoingTimes: z.number().int().positive().nullable(),
  /** Whether phones confirm by themselves what reaches them. */
  autoDelivered: z.boolean(),
  /** Whether a phone drops a message whose id it has seen, as real ones do. */
  dropDuplicates: z.boolean(),
  /** Hand out key bundles whose signature is not the owner's. */
  forgeBundles: z.boolean(),
});

/** The knobs as they travel over HTTP; what is left out stays as it is. */
export const faultsSchema = allFaults.partial();

/** What goes wrong at present. */
export type WhatsappFaults = z.infer<typeof allFaults>;

/** What spoils an outgoing message. */
export type OutgoingFault = z.infer<typeof outgoingFaultSchema>;

/** Nothing wrong. */
export function noFaults(): WhatsappFaults {
  return {
    failLogin: null,
    refuse: false,
    hold: false,
    outgoing: null,
    outgoingTimes: null,
    autoDelivered: true,
    dropDuplicates: true,
    forgeBundles: false,
  };
}

/** The fault that meets this message, counted down. */
export function nextOutgoingFault(faults: WhatsappFaults): OutgoingFault | null {
  const { outgoing } = faults;
  if (outgoing === null) return null;
  if (faults.outgoingTimes !== null) {
    faults.outgoingTimes -= 1;
    if (faults.outgoingTimes === 0) Object.assign(faults, { outgoing: null, outgoingTimes: null });
  }
  return outgoing;
}
