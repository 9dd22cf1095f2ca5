import { Link } from '@tanstack/react-router';
import type { NotAnswered, Paged } from '../../api/contract.js';
import { isMissingPart } from '../../api/http.js';
import { useChange } from '../../api/use-api.js';
import { behind, usePages } from '../../api/use-pages.js';
import { Button, Card, Problem } from '../../ui/parts.js';
import { ShowMore } from '../../ui/show-more.js';
import { reasonWords, timeAgo } from '../../ui/words.js';

interface NotAnsweredPage extends Paged {
  messages: NotAnswered[];
}

const messagesOf = ({ messages }: NotAnsweredPage): NotAnswered[] => messages;

/** Messages that got no answer, and why. Nothing is ever dropped silently. */
export function NotAnsweredCard() {
  const pages = usePages('/agents/me/not-answered', { itemsOf: messagesOf, nextOf: behind });
  const { items, error } = pages;
  const change = useChange(['/agents/me/not-answered', '/conversations', '/dashboard']);
  if (error && isMissingPart(error)) return null;
  if (!error && !items?.length) return null;
  const post = (id: string, what: string): void =>
    change.mutate({ method: 'POST', path: `/agents/me/not-answered/${id}/${what}` });
  return (
    <Card title="Not answered" about="These messages got no answer. Try again, or put them away.">
      <Problem error={error ?? change.error} />
      <ul className="plain-list">
        {items?.map((message) => (
          <li key={message.id} className="row spread">
            <span className="grow">
              <Link to="/conversations/$id" params={{ id: message.conversationId }}>
                <bdi>{message.buyerName || 'A buyer'}</bdi>
              </Link>{' '}
              <span className="hint">{timeAgo(message.at)}</span>
              <br />
              <bdi>“{message.text}”</bdi>
              <br />
              <span className="hint">{reasonWords(message.reason)}</span>
            </span>
            <span className="row">
              <Button look="main" onClick={() => post(message.id, 'replay')}>
                Answer now
              </Button>
              <Button onClick={() => post(message.id, 'dismiss')}>Put away</Button>
            </span>
          </li>
        ))}
      </ul>
      <ShowMore pages={pages} />
    </Card>
  );
}
