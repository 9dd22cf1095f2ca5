import { Link } from '@tanstack/react-router';
import type { Suggestion } from '../../api/contract.js';
import { useRead } from '../../api/use-api.js';
import { Card } from '../../ui/parts.js';
import { timeAgo } from '../../ui/words.js';

const SHOWN = 3;

/** What the agent told buyers it would ask the shop; answered, or put away, under Knowledge. */
export function QuestionsCard() {
  const { data } = useRead<{ suggestions: Suggestion[] }>('/agents/me/knowledge/suggestions');
  if (!data?.suggestions.length) return null;
  return (
    <Card
      title="Your agent could not answer these"
      about="The buyers may still be waiting for your answer."
    >
      <ul className="plain-list">
        {data.suggestions.slice(0, SHOWN).map(({ id, question, conversationId, at }) => (
          <li key={id} className="row spread">
            <span className="grow">
              <bdi>“{question}”</bdi> <span className="hint">{timeAgo(at)}</span>
            </span>
            <Link className="button" to="/conversations/$id" params={{ id: conversationId }}>
              Open the chat
            </Link>
          </li>
        ))}
      </ul>
      <p>
        <Link to="/agent" hash="knowledge">
          Answer once for all, or put away
        </Link>
      </p>
    </Card>
  );
}
