import type { Knowledge, Suggestion } from '../../api/contract.js';
import { useChange, useRead } from '../../api/use-api.js';
import { useDraft } from '../../api/use-draft.js';
import { Button, Card, Field, Problem } from '../../ui/parts.js';

const PATH = '/agents/me/knowledge';

/** Questions buyers ask that no listing answers, with the seller's answers. */
export function KnowledgeTab() {
  const { data, error } = useRead<{ entries: Knowledge[] }>(PATH);
  const [question, setQuestion] = useDraft('knowledge.question');
  return (
    <>
      <Suggestions onPick={setQuestion} />
      <Card
        title="Questions and answers"
        about="Shipping, returns, care: what your listings do not say."
      >
        <EntryForm question={question} setQuestion={setQuestion} />
        <Problem error={error} />
        {data?.entries.length === 0 && (
          <p className="hint">None yet. Write the first one above: your agent uses it at once.</p>
        )}
        <ul className="plain-list">
          {data?.entries.map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </ul>
      </Card>
    </>
  );
}

interface EntryFormProps {
  question: string;
  setQuestion: (text: string | null) => void;
}

function EntryForm({ question, setQuestion }: EntryFormProps) {
  const [answer, setAnswer] = useDraft('knowledge.answer');
  const add = useChange([PATH]);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate(
          { method: 'POST', path: PATH, body: { question, answer } },
          {
            onSuccess: () => {
              setQuestion(null);
              setAnswer(null);
            },
          },
        );
      }}
    >
      <Field label="Question">
        {(ids) => (
          <input
            {...ids}
            required
            value={question}
            onChange={(event) => setQuestion(event.target.value)}
          />
        )}
      </Field>
      <Field label="Answer">
        {(ids) => (
          <textarea
            {...ids}
            required
            rows={3}
            value={answer}
            onChange={(event) => setAnswer(event.target.value)}
          />
        )}
      </Field>
      <Problem error={add.error} />
      <Button type="submit" look="main" busy={add.isPending}>
        Add
      </Button>
    </form>
  );
}

function Entry({ entry }: { entry: Knowledge }) {
  const change = useChange([PATH]);
  const [answer, setAnswer, isChanged] = useDraft(`knowledge.${entry.id}`, entry.answer);
  const path = `${PATH}/${entry.id}`;
  return (
    <li>
      <Field label={entry.question}>
        {(ids) => (
          <textarea
            {...ids}
            rows={2}
            value={answer}
            onChange={(event) => setAnswer(event.target.value)}
          />
        )}
      </Field>
      <div className="row">
        <Button
          disabled={!isChanged}
          busy={change.isPending}
          onClick={() =>
            change.mutate(
              { method: 'PATCH', path, body: { answer } },
              { onSuccess: () => setAnswer(null) },
            )
          }
        >
          Save
        </Button>
        <Button look="danger" onClick={() => change.mutate({ method: 'DELETE', path })}>
          Remove
        </Button>
      </div>
      <Problem error={change.error} />
    </li>
  );
}

function Suggestions({ onPick }: { onPick: (question: string) => void }) {
  const { data } = useRead<{ suggestions: Suggestion[] }>(`${PATH}/suggestions`);
  if (!data?.suggestions.length) return null;
  return (
    <Card title="Your agent could not answer these" about="Answer once, and it knows from now on.">
      <ul className="plain-list">
        {data.suggestions.map(({ id, question }) => (
          <li key={id} className="row spread">
            <span>“{question}”</span>
            <Button onClick={() => onPick(question)}>Write the answer</Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
