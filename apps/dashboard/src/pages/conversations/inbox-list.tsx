import { Link } from '@tanstack/react-router';
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import { Empty, Loading, Problem } from '../../ui/parts.js';
import { count, STATES } from '../../ui/words.js';
import { type Inbox, useInbox } from './use-inbox.js';
import { VirtualList } from './virtual-list.js';

export function InboxList({ openId }: { openId: string | null }) {
  const [search, setSearch] = useState('');
  const [state, setState] = useState('');
  const searchBox = useRef<HTMLInputElement>(null);
  const inbox = useInbox({ search: useDeferredValue(search.trim()), state });
  useSearchKey(searchBox);
  return (
    <section className="list-side" aria-label="Conversations">
      <h1>Conversations</h1>
      <div className="filters">
        <input
          ref={searchBox}
          type="search"
          aria-label="Search names, notes and messages"
          placeholder="Search"
          value={search}
          maxLength={200}
          onChange={(event) => setSearch(event.target.value)}
        />
        <select
          aria-label="Show only"
          value={state}
          onChange={(event) => setState(event.target.value)}
        >
          <option value="">All</option>
          {Object.entries(STATES).map(([value, { label }]) => (
            <option key={value} value={value}>
              {label.replace('…', '')}
            </option>
          ))}
        </select>
      </div>
      <Problem error={inbox.error} />
      <ListOrNothing inbox={inbox} isFiltered={search !== '' || state !== ''} openId={openId} />
    </section>
  );
}

interface ListProps {
  inbox: Inbox;
  isFiltered: boolean;
  openId: string | null;
}

function ListOrNothing({ inbox, isFiltered, openId }: ListProps) {
  if (inbox.isPending) return <Loading what="conversations" />;
  if (inbox.conversations.length > 0) {
    return (
      <>
        <p className="hint" role="status">
          {count(inbox.total, 'conversation')}
        </p>
        <VirtualList
          conversations={inbox.conversations}
          openId={openId}
          onNearEnd={inbox.loadMore}
        />
      </>
    );
  }
  if (inbox.error) return null;
  if (isFiltered) {
    return <Empty title="Nothing fits">Try another word, or show all conversations.</Empty>;
  }
  return (
    <Empty
      title="No conversations yet"
      action={<Link to="/start">Go on with the first steps</Link>}
    >
      As soon as a buyer writes on a linked channel, the conversation stands here.
    </Empty>
  );
}

/** "/" goes to the search box, unless something is being typed. */
function useSearchKey(box: React.RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
      event.preventDefault();
      box.current?.focus();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [box]);
}

/** Whether a key belongs to a text field. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && /^(input|textarea|select)$/i.test(target.tagName);
}
