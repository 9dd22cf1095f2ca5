import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Agent, Conversation } from '../api/contract.js';
import { useRead } from '../api/use-api.js';
import { Button } from '../ui/parts.js';
import { PauseSwitch } from './pause-switch.js';
import { useSignOut } from './session.js';

const PAGES = [
  ['/', 'Overview'],
  ['/conversations', 'Conversations'],
  ['/agent', 'Agent'],
  ['/products', 'Products'],
  ['/channels', 'Channels'],
] as const;

export function Header({ agent }: { agent: Agent | null }) {
  const [isOpen, setOpen] = useState(false);
  const signOut = useSignOut();
  const close = (): void => setOpen(false);
  return (
    <header className="top">
      <div className="top-line">
        <Link to="/" className="brand" onClick={close}>
          <img src="/app/icon.svg" alt="" width="28" height="28" /> IFA
        </Link>
        {agent && <PauseSwitch agent={agent} />}
        <Button
          look="quiet"
          className="menu-button"
          aria-expanded={isOpen}
          aria-controls="menu"
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? 'Close' : 'Menu'}
        </Button>
      </div>
      <nav id="menu" className={isOpen ? 'menu open' : 'menu'} aria-label="Pages">
        {PAGES.map(([to, name]) => (
          <Link
            key={to}
            to={to}
            onClick={close}
            activeOptions={{ exact: to === '/' }}
            activeProps={{ 'aria-current': 'page' }}
          >
            {name}
            {name === 'Conversations' && <WaitingCount />}
          </Link>
        ))}
        <span className="grow" />
        <Link to="/account" onClick={close} activeProps={{ 'aria-current': 'page' }}>
          Account
        </Link>
        <Button look="quiet" onClick={() => void signOut()}>
          Sign out
        </Button>
      </nav>
    </header>
  );
}

/** How many buyers wait for a person. */
function WaitingCount() {
  const { data } = useRead<{ conversations: Conversation[]; total: number }>('/conversations', {
    query: { state: 'waiting_for_you', limit: 1 },
  });
  if (!data?.total) return null;
  return (
    <span className="count">
      {data.total}
      <span className="hidden"> waiting for you</span>
    </span>
  );
}
