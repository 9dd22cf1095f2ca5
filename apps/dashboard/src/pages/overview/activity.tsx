import { Link } from '@tanstack/react-router';
import type { ActivityEvent } from '../../api/contract.js';
import { timeAgo } from '../../ui/words.js';

/** What an event is called; what is not here is of no interest to a person. */
const WORDS: Record<string, string> = {
  response: 'Answered',
  'run.failed': 'Could not answer',
  not_answered: 'Not answered',
  'handoff.requested': 'Asked for you',
  'question.asked': 'Has a question for you',
  'delivery.failed': 'Message not sent',
  'delivery.unknown': 'Message may not have arrived',
  'budget.warning': 'The money of the plan is nearly spent',
  'proposal.changed': 'Proposal to change a listing',
  'proposal.conflict': 'A proposal no longer fitted its listing',
  'proposal.expired': 'A proposal has grown too old',
  'proposal.failed': 'Etsy refused a change',
  'proposal.published': 'Changed a listing on Etsy',
  'agent.soul_changed': 'You changed the personality',
  'agent.paused': 'The agent was paused',
  'agent.resumed': 'The agent goes on',
  'custom_request.taken': 'Took down a custom request',
  'etsy.needs_reconnect': 'Etsy no longer lets us read your shop',
  'etsy.reconnect_soon': 'The connection to your shop will end',
};
const SHOWN = 12;

/** Whether anything among the events is of interest. */
export function isTold({ eventType }: ActivityEvent): boolean {
  return eventType in WORDS;
}

export function Activity({ events }: { events: ActivityEvent[] }) {
  return (
    <ul className="activity">
      {events
        .filter(isTold)
        .slice(0, SHOWN)
        .map((event) => (
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
      {isText && (
        <span className="cut said" dir="auto">
          {event.content}
        </span>
      )}
    </li>
  );
}
