import { Link } from '@tanstack/react-router';
import type { Undelivered } from '../../api/contract.js';
import { useChange, useRead } from '../../api/use-api.js';
import { Button, Card, Problem } from '../../ui/parts.js';
import { timeAgo } from '../../ui/words.js';

const PATH = '/messaging/undelivered';

/** Answers that did not reach the buyer, or perhaps not. Sent again only by the seller's hand. */
export function UndeliveredCard() {
  const { data, error } = useRead<{ deliveries: Undelivered[] }>(PATH);
  const retry = useChange([PATH, '/conversations']);
  if (!error && !data?.deliveries.length) return null;
  return (
    <Card title="Not delivered" about="These answers may not have reached the buyer.">
      <Problem error={error ?? retry.error} />
      <ul className="plain-list">
        {data?.deliveries.map(({ id, conversationId, buyerName, text, status, at }) => (
          <li key={id} className="row spread">
            <span className="grow">
              <Link to="/conversations/$id" params={{ id: conversationId }}>
                {buyerName || 'A buyer'}
              </Link>{' '}
              <span className="hint">{timeAgo(at)}</span>
              <br />“{text}”<br />
              <span className="hint">
                {status === 'unknown'
                  ? 'It may have arrived: look there first.'
                  : 'It was not sent.'}
              </span>
            </span>
            <Button
              busy={retry.isPending}
              onClick={() => retry.mutate({ method: 'POST', path: `${PATH}/${id}/retry` })}
            >
              Send again
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
