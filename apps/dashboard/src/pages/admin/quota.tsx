import type { AdminQuota } from '../../api/contract.js';
import { useRead } from '../../api/use-api.js';
import { Meter } from '../../ui/bar-chart.js';
import { Card, Loading, Note, Problem } from '../../ui/parts.js';
import { clockTime, timeAgo } from '../../ui/words.js';

/** What Etsy still lets this server ask today. */
export function Quota() {
  const { data, error, isPending } = useRead<AdminQuota>('/admin/quota', { everyMs: 15_000 });
  if (isPending) return <Loading what="the quota" />;
  if (!data) return <Problem error={error} />;
  const { perDay, perSecond, remainingToday, reserved, blockedUntil, learnedAt, shared } =
    data.etsy;
  const used = Math.max(0, perDay - remainingToday);
  return (
    <Card title="Etsy quota">
      {blockedUntil && (
        <Note tone="warn">Etsy wants no more requests until {clockTime(blockedUntil)}.</Note>
      )}
      <Meter
        label="Used in the last 24 hours"
        value={used}
        max={perDay}
        words={`${used.toLocaleString()} of ${perDay.toLocaleString()} requests`}
      />
      <p>
        {remainingToday.toLocaleString()} left, of which {reserved.toLocaleString()} are kept for
        buyers&apos; questions. At most {perSecond} a second.
      </p>
      <p className="hint">
        Etsy said so {timeAgo(learnedAt)}.{' '}
        {shared
          ? 'All processes share this budget.'
          : 'Redis is away: each process counts for itself.'}
      </p>
    </Card>
  );
}
