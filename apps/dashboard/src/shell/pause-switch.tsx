import * as Switch from '@radix-ui/react-switch';
import { useId } from 'react';
import type { Agent } from '../api/contract.js';
import { useChange } from '../api/use-api.js';

/** Stops and starts the agent, from every page. */
export function PauseSwitch({ agent }: { agent: Agent }) {
  const id = useId();
  const change = useChange(['/agents/me', '/dashboard', '/conversations']);
  const isActive = agent.status === 'active';
  const toggle = (active: boolean): void =>
    change.mutate({ method: 'POST', path: `/agents/me/${active ? 'resume' : 'pause'}` });
  return (
    <div className={isActive ? 'pause' : 'pause off'}>
      <label htmlFor={id}>{isActive ? 'Agent is answering' : 'Agent is paused'}</label>
      <Switch.Root
        id={id}
        className="switch"
        checked={isActive}
        disabled={change.isPending}
        onCheckedChange={toggle}
      >
        <Switch.Thumb className="thumb" />
      </Switch.Root>
      {change.error && (
        <span role="alert" className="hint bad">
          {change.error.message}
        </span>
      )}
    </div>
  );
}
