/** Job contracts of the etsy feature. */
import { z } from 'zod';
import { idSchema } from '#platform/ids';
import { defineJob } from '#platform/queue';

/**
 * Go on with one sync run. A nudge only: the run is claimed in Postgres and its cursor is stored with every page, so
 * running it twice is harmless and a lost nudge is found by the sweep.
 */
export const SyncShop = defineJob({
  queue: 'etsy',
  name: 'sync-shop',
  data: z.object({ syncRunId: idSchema('syn') }),
  attempts: 1,
  concurrency: 4,
});
