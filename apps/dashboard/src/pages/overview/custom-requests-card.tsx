import { Link } from '@tanstack/react-router';
import type { CustomRequest, Paged } from '../../api/contract.js';
import { useChange } from '../../api/use-api.js';
import { behind, usePages } from '../../api/use-pages.js';
import { Button, Card, Problem } from '../../ui/parts.js';
import { ShowMore } from '../../ui/show-more.js';
import { timeAgo } from '../../ui/words.js';

const PATH = '/agents/me/custom-requests';
const OPEN = { status: 'open' };

interface RequestPage extends Paged {
  requests: CustomRequest[];
}

const requestsOf = ({ requests }: RequestPage): CustomRequest[] => requests;

/** What buyers want made to order. */
export function CustomRequestsCard() {
  const pages = usePages(PATH, { itemsOf: requestsOf, nextOf: behind, query: OPEN });
  const change = useChange([PATH]);
  const { items, error } = pages;
  if (!error && !items?.length) return null;
  return (
    <Card title="Custom requests" about="Buyers want these made to order. Answer them yourself.">
      <Problem error={error ?? change.error} />
      <ul className="plain-list">
        {items?.map(({ id, conversationId, buyerName, summary, createdAt }) => (
          <li key={id} className="row spread">
            <span className="grow">
              <Link to="/conversations/$id" params={{ id: conversationId }}>
                <bdi>{buyerName || 'A buyer'}</bdi>
              </Link>{' '}
              <span className="hint">{timeAgo(createdAt)}</span>
              <br />
              <bdi>{summary}</bdi>
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
      <ShowMore pages={pages} />
    </Card>
  );
}
