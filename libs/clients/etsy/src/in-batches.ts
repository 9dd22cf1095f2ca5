/** Any number of ids in Etsy's batches, of which one bad id can spoil the whole. */
import { ETSY_MAX_PAGE } from './etsy.client.js';

/**
 * Reads batch by batch. A batch that is refused is halved until what spoils it stands alone: about 2 log2(n) requests
 * more for each such one. Rejects with what is no refusal.
 *
 * @returns the ids that were refused alone
 */
export async function inBatches(
  ids: readonly number[],
  read: (batch: readonly number[]) => Promise<void>,
  isRefusal: (error: unknown) => boolean,
): Promise<number[]> {
  const refused: number[] = [];
  const batches: (readonly number[])[] = [];
  for (let k = 0; k < ids.length; k += ETSY_MAX_PAGE) batches.push(ids.slice(k, k + ETSY_MAX_PAGE));
  for (let batch = batches.pop(); batch !== undefined; batch = batches.pop()) {
    try {
      await read(batch);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const [only] = batch;
      if (batch.length === 1 && only !== undefined) refused.push(only);
      else batches.push(batch.slice(0, batch.length >> 1), batch.slice(batch.length >> 1));
    }
  }
  return refused;
}
