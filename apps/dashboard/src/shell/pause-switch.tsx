import * as Switch from '@radix-ui/react-switch';
import { useId, useState } from 'react';
import type { Agent, Conversation } from '../api/contract.js';
import { useChange, useRead } from '../api/use-api.js';
import { ResumeChoice, type Waiting } from './resume-choice.js';

/** Stops and starts the agent, from every page. */
export function PauseSwitch({ agent }: { agent: Agent }) {
  const id = useId();
  const change = useChange(['/agents/me', '/dashboard', '/conversations']);
  const isActive = agent.status === 'active';
  const waiting = useWaiting();
  const [isAsking, setAsking] = useState(false);
  const isBusy = change.isPending || waiting.isFetching;
  const resume = (what: Waiting): void =>
    change.mutate({ method: 'POST', path: '/agents/me/resume', body: { waiting: what } });
  const goOn = async (): Promise<void> => {
    const { data } = await waiting.refetch();
    if (data?.total) setAsking(true);
    else resume('answer');
  };
  const toggle = (active: boolean): void => {
    if (active) void goOn();
    else change.mutate({ method: 'POST', path: '/agents/me/pause' });
  };
  return (
    <div className={isActive ? 'pause' : 'pause off'}>
      <label htmlFor={id}>{isActive ? 'Agent is answering' : 'Agent is paused'}</label>
      <Switch.Root
        id={id}
        className="switch"
        checked={isActive}
        aria-disabled={isBusy}
        onCheckedChange={(active) => {
          if (!isBusy) toggle(active);
        }}
      >
        <Switch.Thumb className="thumb" />
      </Switch.Root>
      <ResumeChoice
        waiting={waiting.data?.total ?? 0}
        isOpen={isAsking && !isActive}
        busy={change.isPending}
        error={change.error}
        onChoose={resume}
        onClose={() => setAsking(false)}
      />
      {change.error && !isAsking && (
        <span role="alert" className="hint bad">
          {change.error.message}
        </span>
      )}
    </div>
  );
}

/** How many conversations wait for the agent to go on; asked when somebody wants it to. */
function useWaiting() {
  return useRead<{ conversations: Conversation[]; total: number }>('/conversations', {
    query: { state: 'paused', kind: 'buyer', limit: 1 },
    enabled: false,
  });
}
