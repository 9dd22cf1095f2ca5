import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Conversation, Overview } from '../../api/contract.js';
import { useRead } from '../../api/use-api.js';
import { useMeta } from '../../shell/standin-banner.js';
import { Loading, PageHead, Problem } from '../../ui/parts.js';
import { ChannelLinks } from '../channels/channel-links.js';
import { TestChat } from '../agent/test-chat.js';
import { ConnectShop, MakeAgent, WatchSync } from './guide-actions.js';
import { doneSteps, type GuideStep, nextStep } from './guide-steps.js';

/** One step after the other, each with why and what next. Steps that are done can be done again. */
export function Page() {
  const { data, error, isPending } = useRead<Overview>('/dashboard/overview', { everyMs: 4_000 });
  const tests = useRead<{ conversations: Conversation[] }>('/conversations', {
    query: { limit: 30 },
    enabled: data?.agent != null,
  });
  if (isPending) return <Loading what="the first steps" />;
  if (!data) return <Problem error={error} />;
  const hasTried = tests.data?.conversations.some(({ kind }) => kind !== 'buyer') ?? false;
  const done = doneSteps(data, hasTried);
  const next = nextStep(done);
  const step = (name: GuideStep, title: string, why: string, content: ReactNode): ReactNode => (
    <Step title={title} why={why} isDone={done.has(name)} isNext={name === next}>
      {content}
    </Step>
  );
  return (
    <>
      <PageHead title="First steps" about="From here to the first answer takes a few minutes." />
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
          data.agent && <ChannelLinks />,
        )}
        {step(
          'answer',
          'Watch the first real answer',
          'When a buyer writes, you see here what the agent says and can step in.',
          <FirstAnswer />,
        )}
      </ol>
    </>
  );
}

interface StepProps {
  title: string;
  why: string;
  isDone: boolean;
  isNext: boolean;
  children: ReactNode;
}

function Step({ title, why, isDone, isNext, children }: StepProps) {
  return (
    <li className={`step ${isDone ? 'done' : ''} ${isNext ? 'next' : ''}`}>
      <details open={isNext}>
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

function FirstAnswer() {
  const meta = useMeta();
  return (
    <p className="row">
      <Link to="/conversations" className="button main">
        Open conversations
      </Link>
      {meta?.standinsUrl && (
        <a className="button" href={meta.standinsUrl} target="_blank" rel="noreferrer">
          Play a buyer on the demo phone
        </a>
      )}
    </p>
  );
}
