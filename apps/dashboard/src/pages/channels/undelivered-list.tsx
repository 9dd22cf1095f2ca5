import { Link } from '@tanstack/react-router';
import type { Undelivered } from '../../api/contract.js';
import { useChange } from '../../api/use-api.js';
import { Button, Problem } from '../../ui/parts.js';
import { clockTime, deliveryWords, timeAgo } from '../../ui/words.js';

const PATH = '/messaging/undelivered';

/** Answers that did not get through, each with why and a way to send it again. */
export function UndeliveredList({ deliveries }: { deliveries: Undelivered[] }) {
  return (
    <ul className="plain-list">
      {deliveries.map((delivery) => (
        <Item key={delivery.id} delivery={delivery} />
      ))}
    </ul>
  );
}

function Item({ delivery }: { delivery: Undelivered }) {
  const { id, conversationId, buyerName, text, at } = delivery;
  const retry = useChange([PATH, '/conversations']);
  return (
    <li>
      <div className="row spread">
        <span className="grow">
          <Link to="/conversations/$id" params={{ id: conversationId }}>
            <bdi>{buyerName || 'A buyer'}</bdi>
          </Link>{' '}
          <span className="hint">{timeAgo(at)}</span>
          <br />
          <span className="clamp">“{text}”</span>
          <span className="hint">{stateWords(delivery)}</span>
        </span>
        <Button
          busy={retry.isPending}
          onClick={() => retry.mutate({ method: 'POST', path: `${PATH}/${id}/retry` })}
        >
          {delivery.nextAttemptAt ? 'Try now' : 'Send again'}
        </Button>
      </div>
      <Problem error={retry.error} />
    </li>
  );
}

function stateWords({ status, error, nextAttemptAt }: Undelivered): string {
  if (status === 'unknown') return 'It may have arrived: look there first.';
  const why = deliveryWords(error);
  return nextAttemptAt
    ? `${why} It is tried again at ${clockTime(nextAttemptAt)}.`
    : `It was not sent. ${why}`;
}
