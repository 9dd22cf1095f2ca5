import type { Suggestion } from '../../api/contract.js';
import { Link } from '@tanstack/react-router';
import { useChange, useRead } from '../../api/use-api.js';
import { Button, Card, Problem } from '../../ui/parts.js';

const PATH = '/agents/me/knowledge/suggestions';

/** Questions the agent could not answer: to be answered once for all, or put away. */
export function Suggestions({ onPick }: { onPick: (suggestion: Suggestion) => void }) {
  const { data, error } = useRead<{ suggestions: Suggestion[] }>(PATH);
  const dismiss = useChange([PATH]);
  if (!error && !data?.suggestions.length) return null;
  return (
    <Card title="Your agent could not answer these" about="Answer once, and it knows from now on.">
      <Problem error={error ?? dismiss.error} />
      <ul className="plain-list">
        {data?.suggestions.map((suggestion) => (
          <li key={suggestion.id} className="row spread">
            <span className="grow">
              <bdi>“{suggestion.question}”</bdi>
            </span>
            <span className="row">
              <Link
                className="button"
                to="/conversations/$id"
                params={{ id: suggestion.conversationId }}
              >
                Open the chat
              </Link>
              <Button onClick={() => onPick(suggestion)}>Write the answer</Button>
              <Button
                onClick={() =>
                  dismiss.mutate({ method: 'POST', path: `${PATH}/${suggestion.id}/dismiss` })
                }
              >
                Put away
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
