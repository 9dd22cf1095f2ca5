import { Link } from '@tanstack/react-router';
import type { ActivityEvent } from '../../api/contract.js';
import { timeAgo } from '../../ui/words.js';

/** What an event is called. */
const WORDS: Record<string, string> = {
  'run.started': 'Began to answer',
  tool_use: 'Looked something up',
  tool_result: 'Found something',
  response: 'Answered',
  'run.failed': 'Could not answer',
  'handoff.requested': 'Asked for you',
  'delivery.sent': 'Message sent',
  'delivery.failed': 'Message not sent',
};

export function Activity({ events }: { events: ActivityEvent[] }) {
  return (
    <ul className="activity">
      {events.map((event) => (
        <Line key={event.id} event={event} />
      ))}
    </ul>
  );
}

function Line({ event }: { event: ActivityEvent }) {
  const id = event.metadata['conversationId'];
  const words = WORDS[event.eventType] ?? event.eventType.replaceAll(/[._]/g, ' ');
  const isText = event.eventType === 'response';
  return (
    <li>
      <span className="hint">{timeAgo(event.createdAt)}</span>
      {typeof id === 'string' ? (
        <Link to="/conversations/$id" params={{ id }}>
          {words}
        </Link>
      ) : (
        <span>{words}</span>
      )}
      {isText && <span className="cut said">{event.content}</span>}
    </li>
  );
}
