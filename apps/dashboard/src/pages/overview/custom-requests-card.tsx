import { Link } from '@tanstack/react-router';
import type { CustomRequest } from '../../api/contract.js';
import { useChange, useRead } from '../../api/use-api.js';
import { Button, Card, Problem } from '../../ui/parts.js';
import { timeAgo } from '../../ui/words.js';

const PATH = '/agents/me/custom-requests';

/** What buyers want made to order. */
export function CustomRequestsCard() {
  const { data, error } = useRead<{ requests: CustomRequest[] }>(PATH);
  const change = useChange([PATH]);
  const open = data?.requests.filter(({ status }) => status === 'open') ?? [];
  if (!error && open.length === 0) return null;
  return (
    <Card title="Custom requests" about="Buyers want these made to order. Answer them yourself.">
      <Problem error={error ?? change.error} />
      <ul className="plain-list">
        {open.map(({ id, conversationId, buyerName, summary, createdAt }) => (
          <li key={id} className="row spread">
            <span className="grow">
              <Link to="/conversations/$id" params={{ id: conversationId }}>
                {buyerName || 'A buyer'}
              </Link>{' '}
              <span className="hint">{timeAgo(createdAt)}</span>
              <br />
              {summary}
            </span>
            <Button
              onClick={() =>
                change.mutate({ method: 'PATCH', path: `${PATH}/${id}`, body: { status: 'done' } })
              }
            >
              Done
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
