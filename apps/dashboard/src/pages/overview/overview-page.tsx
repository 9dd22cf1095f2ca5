import { Link } from '@tanstack/react-router';
import type { ActivityEvent, Overview, Usage } from '../../api/contract.js';
import { useRead } from '../../api/use-api.js';
import { BarChart, Meter } from '../../ui/bar-chart.js';
import { Card, Empty, Loading, PageHead, Problem } from '../../ui/parts.js';
import { count, duration, money } from '../../ui/words.js';
import { GuideCard } from '../guide/guide-card.js';
import { Activity } from './activity.js';
import { byHour, dayOf } from './day-figures.js';
import { NotAnsweredCard } from './not-answered-card.js';

/** What happened since yesterday, and what waits for the seller. */
export function Page() {
  const overview = useRead<Overview>('/dashboard/overview', { everyMs: 60_000 });
  const events = useRead<{ events: ActivityEvent[] }>('/agents/me/events', {
    query: { limit: 200 },
    enabled: overview.data?.agent != null,
  });
  if (overview.isPending) return <Loading what="your overview" />;
  if (!overview.data) {
    return <Problem error={overview.error} retry={() => void overview.refetch()} />;
  }
  const { messages24h, products, agent } = overview.data;
  const day = dayOf(events.data?.events ?? []);
  return (
    <>
      <PageHead title="Overview" about="Since this time yesterday." />
      <EtsyAnswer />
      <GuideCard overview={overview.data} />
      <div className="figures">
        <Figure number={messages24h.processed} words="messages answered" />
        <Figure number={messages24h.pending} words="waiting for an answer" />
        <Figure number={day.handedOver} words="handed over to you" />
        <Figure
          number={day.medianMs === null ? '–' : duration(day.medianMs)}
          words="usual time to answer"
        />
        <Figure number={products.total} words="products known" />
      </div>
      <div className="columns">
        <Card title="Answers by the hour">
          <BarChart
            values={byHour(events.data?.events ?? [])}
            label={`${count(day.answers, 'answer')} in the last 24 hours`}
          />
          <p className="hint">{count(day.answers, 'answer')} in the last 24 hours.</p>
        </Card>
        <UsageCard />
      </div>
      {agent && <NotAnsweredCard />}
      <Card title="Latest activity">
        {events.data?.events.length ? (
          <Activity events={events.data.events.slice(0, 12)} />
        ) : (
          <Empty title="Nothing has happened yet">
            Try your agent in a <Link to="/start">test chat</Link>, or link a channel.
          </Empty>
        )}
      </Card>
    </>
  );
}

/** What Etsy said when it sent the browser back here. */
function EtsyAnswer() {
  const query = new URLSearchParams(location.search);
  const problem = query.get('etsy_error');
  if (query.has('etsy_connected')) {
    return (
      <p className="note good" role="status">
        Your shop {query.get('shop')} is connected. Its products are being read now.
      </p>
    );
  }
  if (!problem) return null;
  return (
    <p className="note bad" role="alert">
      The shop was not connected ({problem.replaceAll('_', ' ')}).{' '}
      {problem === 'other_browser'
        ? 'Etsy sent its answer to another browser than the one that asked. If you wanted to connect your shop, begin again from the first steps and stay in this browser.'
        : 'Try again from the first steps.'}
    </p>
  );
}

function Figure({ number, words }: { number: number | string; words: string }) {
  return (
    <p className="figure">
      <strong>{typeof number === 'number' ? number.toLocaleString() : number}</strong>
      <span>{words}</span>
    </p>
  );
}

function UsageCard() {
  const { data, error } = useRead<Usage>('/agents/me/usage');
  return (
    <Card title="Spending">
      {data ? (
        <>
          <Meter
            label="This month"
            value={data.month.costMicros}
            max={data.month.limitMicros}
            words={`${money(data.month.costMicros)} of ${money(data.month.limitMicros)}`}
          />
          <p className="hint">
            {count(data.month.runs, 'answer')} this month on the {data.plan} plan;{' '}
            {money(data.today.costMicros)} today. At the limit the agent stops and tells you.
          </p>
        </>
      ) : (
        <Problem error={error} />
      )}
    </Card>
  );
}
