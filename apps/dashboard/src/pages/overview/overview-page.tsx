import { Link, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { ActivityEvent, DayFigures, Overview } from '../../api/contract.js';
import { useRead } from '../../api/use-api.js';
import { Card, Empty, Loading, PageHead, Problem } from '../../ui/parts.js';
import { EtsyAnswer, isBackFromEtsy } from '../guide/etsy-answer.js';
import { GuideCard } from '../guide/guide-card.js';
import { doneSteps, nextStep } from '../guide/guide-steps.js';
import { Activity, isTold } from './activity.js';
import { Attention } from './attention.js';
import { CustomRequestsCard } from './custom-requests-card.js';
import { DayCards } from './day-cards.js';
import { NotAnsweredCard } from './not-answered-card.js';
import { QuestionsCard } from './questions-card.js';
import { UndeliveredCard } from './undelivered-card.js';

/** What happened since yesterday, and what waits for the seller. */
export function Page() {
  const overview = useRead<Overview>('/dashboard/overview', { everyMs: 60_000 });
  const figures = useRead<DayFigures>('/dashboard/figures', { everyMs: 60_000 });
  const isLeaving = useBackToGuide(overview.data, figures.data);
  if (overview.isPending || figures.isPending || isLeaving) return <Loading what="your overview" />;
  if (!overview.data || !figures.data) {
    const retry = (): void => {
      void overview.refetch();
      void figures.refetch();
    };
    return <Problem error={overview.error ?? figures.error} retry={retry} />;
  }
  const { agent } = overview.data;
  return (
    <>
      <PageHead title="Overview" about="Since this time yesterday." />
      <EtsyAnswer />
      <Attention shop={overview.data.etsyConnection} />
      <GuideCard overview={overview.data} firstSteps={figures.data.firstSteps} />
      {agent ? (
        <>
          <DayCards figures={figures.data} products={overview.data.products.total} />
          <NotAnsweredCard />
          <UndeliveredCard />
          <QuestionsCard />
          <CustomRequestsCard />
          <LatestActivity />
        </>
      ) : (
        <Empty title="Nothing to report yet">
          As soon as your agent is there, this page says each morning what it answered, what waits
          for you, and what it cost.
        </Empty>
      )}
    </>
  );
}

function LatestActivity() {
  const { data, error } = useRead<{ events: ActivityEvent[] }>('/agents/me/events', {
    query: { limit: 100 },
  });
  if (!data) return error ? <Problem error={error} /> : <Loading what="the latest activity" />;
  const events = data.events.filter(isTold);
  return (
    <Card title="Latest activity">
      {events.length > 0 ? (
        <Activity events={events} />
      ) : (
        <Empty title="Nothing has happened yet">
          Try your agent in a <Link to="/start">test chat</Link>, or link a channel.
        </Empty>
      )}
    </Card>
  );
}

/** Who comes back from Etsy in the middle of the first steps goes on there. @returns whether that is so */
function useBackToGuide(overview: Overview | undefined, figures: DayFigures | undefined): boolean {
  const { history } = useRouter();
  const isUnderWay =
    overview !== undefined &&
    figures !== undefined &&
    nextStep(doneSteps(overview, figures.firstSteps)) !== null;
  const isLeaving = isUnderWay && isBackFromEtsy();
  useEffect(() => {
    if (isLeaving) history.replace(`/app/start${location.search}`);
  }, [history, isLeaving]);
  return isLeaving;
}
