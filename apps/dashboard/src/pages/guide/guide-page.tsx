import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { DayFigures, Overview } from '../../api/contract.js';
import { useRead } from '../../api/use-api.js';
import { useMeta } from '../../shell/standin-banner.js';
import { Loading, Note, PageHead, Problem } from '../../ui/parts.js';
import { ConfirmAddress } from '../address/confirm-address.js';
import { ChannelLinks } from '../channels/channel-links.js';
import { TestChat } from '../agent/own-chat.js';
import { EtsyAnswer } from './etsy-answer.js';
import { ConnectShop, MakeAgent, WatchSync } from './guide-actions.js';
import { doneSteps, type GuideStep, nextStep } from './guide-steps.js';

/** One step after the other, each with why and what next. Steps that are done can be done again. */
export function Page() {
  const { data, error, isPending } = useRead<Overview>('/dashboard/overview', { everyMs: 4_000 });
  const figures = useRead<DayFigures>('/dashboard/figures', { everyMs: 4_000 });
  if (isPending || figures.isPending) return <Loading what="the first steps" />;
  if (!data || !figures.data) return <Problem error={error ?? figures.error} />;
  const done = doneSteps(data, figures.data.firstSteps);
  const next = nextStep(done);
  const step = (name: GuideStep, title: string, why: string, content: ReactNode): ReactNode => (
    <Step
      title={title}
      why={why}
      isDone={done.has(name)}
      isNext={name === next}
      staysOpen={LOOKED_AT.has(name)}
    >
      {content}
    </Step>
  );
  return (
    <>
      <PageHead title="First steps" about="From here to the first answer takes a few minutes." />
      <EtsyAnswer />
      <ol className="guide">
        {step(
          'shop',
          'Connect your shop',
          'The agent answers from your own listings only. It can read them; it changes nothing unless you say so.',
          <ConnectShop shop={data.etsyConnection} />,
        )}
        {step(
          'sync',
          'Read your products',
          'So that stock and prices in an answer are true. We keep them up to date by ourselves.',
          <WatchSync overview={data} />,
        )}
        {step(
          'agent',
          'Get your agent ready',
          'It learns your shop and the rules: never invent stock, never show one buyer what another wrote.',
          <MakeAgent overview={data} />,
        )}
        {step(
          'try',
          'Try it yourself',
          'Ask what a buyer would ask. Nobody else sees this chat.',
          data.agent && <TestChat />,
        )}
        {step(
          'channel',
          'Link WhatsApp or Telegram',
          'That is where your buyers write. You can unlink it at any time.',
          data.agent && (
            <>
              <ConfirmAddress />
              <ChannelLinks />
            </>
          ),
        )}
        {step(
          'answer',
          'Watch the first real answer',
          'When a buyer writes, you see here what the agent says and can step in.',
          <FirstAnswer isThere={done.has('answer')} />,
        )}
      </ol>
    </>
  );
}

/** Steps in which something is still to be seen when they are done. */
const LOOKED_AT: ReadonlySet<GuideStep> = new Set(['try', 'channel', 'answer']);

interface StepProps {
  title: string;
  why: string;
  isDone: boolean;
  isNext: boolean;
  staysOpen: boolean;
  children: ReactNode;
}

/** Opens when its turn comes and folds when it is over, but for what somebody is looking at. */
function Step({ title, why, isDone, isNext, staysOpen, children }: StepProps) {
  const [isOpen, setOpen] = useState(isNext);
  const [wasNext, setWasNext] = useState(isNext);
  if (isNext !== wasNext) {
    setWasNext(isNext);
    setOpen(isNext || (isOpen && staysOpen));
  }
  return (
    <li className={`step ${isDone ? 'done' : ''} ${isNext ? 'next' : ''}`}>
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span className="mark" aria-hidden="true">
            {isDone ? '✓' : ''}
          </span>
          <h2>{title}</h2>
          <span className="hint">{isDone ? 'Done' : isNext ? 'Now' : 'Later'}</span>
        </summary>
        <p className="about">{why}</p>
        {children ?? <p className="hint">First the steps above.</p>}
      </details>
    </li>
  );
}

function FirstAnswer({ isThere }: { isThere: boolean }) {
  const meta = useMeta();
  return (
    <>
      {isThere && (
        <Note tone="good">
          Your agent has answered its first buyer. That is all; it goes on now.
        </Note>
      )}
      <p className="row">
        {meta?.standinsUrl && (
          <a className="button" href={meta.standinsUrl} target="_blank" rel="noreferrer">
            Play a buyer on the demo phone
          </a>
        )}
        <Link to="/conversations" className="button main">
          Watch the conversations
        </Link>
      </p>
    </>
  );
}
