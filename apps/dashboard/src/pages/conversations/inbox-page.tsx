import { useParams } from '@tanstack/react-router';
import { useTitle } from '../../ui/use-title.js';
import { InboxList } from './inbox-list.js';
import { Thread } from './thread.js';

/** Two columns on a desk, one at a time on a phone. */
export function Page() {
  const { id } = useParams({ strict: false }) as { id?: string };
  return (
    <div className={id ? 'inbox has-thread' : 'inbox'}>
      <InboxList openId={id ?? null} />
      <section className="thread-side" aria-label="Conversation">
        {id ? <Thread key={id} id={id} /> : <NothingOpen />}
      </section>
    </div>
  );
}

function NothingOpen() {
  useTitle('Conversations');
  return (
    <p className="thread-hint">
      Choose a conversation. Keys: <kbd>/</kbd> search, <kbd>↑</kbd> <kbd>↓</kbd> move,{' '}
      <kbd>Enter</kbd> open, <kbd>r</kbd> reply.
    </p>
  );
}
