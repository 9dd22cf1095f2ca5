/** Job contracts of the agents feature. */
import { z } from 'zod';
import { defineJob } from '#platform/queue';
import { idSchema } from '#platform/ids';

/**
 * Look at one conversation now. A nudge only: the worker claims the conversation's lease in Postgres, so a lost nudge
 * costs a second (the sweep finds the work) and a superfluous one nothing.
 *
 * `sellerId` keeps one seller's nudges from taking every place; it is optional for jobs that lie in Redis from before.
 */
export const RunTurn = defineJob({
  queue: 'turns',
  name: 'run-turn',
  data: z.object({ conversationId: idSchema('cnv'), sellerId: idSchema('sel').optional() }),
  attempts: 1,
  concurrency: 16,
  personal: true,
});

/** Send what waits in one conversation's line. A nudge as well: the row decides. */
export const DrainDeliveries = defineJob({
  queue: 'deliveries',
  name: 'drain-deliveries',
  data: z.object({ conversationId: idSchema('cnv') }),
  attempts: 1,
  concurrency: 16,
});
