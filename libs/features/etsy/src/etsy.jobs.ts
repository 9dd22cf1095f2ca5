/** Job contracts of the etsy feature. All are nudges: rows in Postgres say what is to be done, sweeps find what was lost. */
import { z } from 'zod';
import { idSchema } from '#platform/ids';
import { defineJob } from '#platform/queue';

/**
 * Go on with one sync run. The run is claimed in Postgres and its cursor is stored with every page, so running it twice
 * is harmless.
 */
export const SyncShop = defineJob({
  queue: 'etsy-sync',
  name: 'sync-shop',
  data: z.object({ syncRunId: idSchema('syn') }),
  attempts: 1,
  concurrency: 4,
});

/** Read the stock that an order changed. Only reads, so twice is harmless; the row knows whether it is done. */
export const ReadOrder = defineJob({
  queue: 'etsy',
  name: 'read-order',
  data: z.object({ webhookId: z.string().min(1).max(200) }),
  attempts: 1,
  concurrency: 4,
});

/**
 * Publish an approved proposal. Claimed in Postgres; compares with what Etsy has before it writes, so a second run finds
 * it done.
 */
export const PublishProposal = defineJob({
  queue: 'etsy',
  name: 'publish-proposal',
  data: z.object({ proposalId: idSchema('prp') }),
  attempts: 1,
  concurrency: 4,
});
