/** How columns whose driver form is not the form we work with are read and written. */
import type { ValueTransformer } from 'typeorm';

/** A `bigint` column as a number: for counters and sizes that stay below 2^53. Throws RangeError on reading above. */
export const bigintAsNumber: ValueTransformer = {
  to: (value: number | null | undefined) => value,
  from: (value: string | null) => {
    if (value === null) return null;
    const number = Number(value);
    if (!Number.isSafeInteger(number)) throw new RangeError('a bigint column exceeds 2^53');
    return number;
  },
};
