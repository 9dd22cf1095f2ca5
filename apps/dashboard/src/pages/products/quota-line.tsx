import type { Quota } from '../../api/contract.js';
import { useRead } from '../../api/use-api.js';

/** What Etsy still lets us ask today, in plain words. */
export function QuotaLine() {
  const { data } = useRead<Quota>('/etsy/quota', { everyMs: 120_000 });
  if (!data) return null;
  if (data.backgroundPaused) {
    return (
      <p className="hint">
        Etsy lets us ask only so much a day, and today is nearly used up: what is left is kept for
        buyers&apos; questions. Reading goes on tomorrow.
      </p>
    );
  }
  const percent = Math.round((100 * data.remainingToday) / Math.max(1, data.perDay));
  return <p className="hint">Etsy lets us ask only so much a day; {percent}% of today is left.</p>;
}
