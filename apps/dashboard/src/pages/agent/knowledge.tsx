import { useRef } from 'react';
import type { Knowledge, Paged, Suggestion } from '../../api/contract.js';
import { useChange } from '../../api/use-api.js';
import { useDraft } from '../../api/use-draft.js';
import { behind, usePages } from '../../api/use-pages.js';
import { Confirm } from '../../ui/confirm.js';
import { Button, Card, Field, fieldError, Problem } from '../../ui/parts.js';
import { ShowMore } from '../../ui/show-more.js';
import { Suggestions } from './suggestions.js';

const PATH = '/agents/me/knowledge';
/** What the API takes. */
const QUESTION_CHARS_MAX = 500;
const ANSWER_CHARS_MAX = 4_000;

interface KnowledgePage extends Paged {
  entries: Knowledge[];
}

const entriesOf = ({ entries }: KnowledgePage): Knowledge[] => entries;

/** Questions buyers ask that no listing answers, with the seller's answers. */
export function KnowledgeTab() {
  const pages = usePages(PATH, { itemsOf: entriesOf, nextOf: behind });
  const { items, error } = pages;
  const entry = useNewEntry();
  return (
    <>
      <Suggestions onPick={entry.pick} />
      <Card
        title="Questions and answers"
        about="Shipping, returns, care: what your listings do not say."
      >
        <EntryForm entry={entry} />
        <Problem error={error} />
        {items?.length === 0 && (
          <p className="hint">None yet. Write the first one above: your agent uses it at once.</p>
        )}
        <ul className="plain-list">
          {items?.map((known) => (
            <Entry key={known.id} entry={known} />
          ))}
        </ul>
        <ShowMore pages={pages} />
      </Card>
    </>
  );
}

/** What is being written, and which suggestion it answers: that one is not made again. */
function useNewEntry() {
  const [question, setQuestion] = useDraft('knowledge.question');
  const [answer, setAnswer] = useDraft('knowledge.answer');
  const [suggestionId, setSuggestionId] = useDraft('knowledge.suggestion');
  const answerBox = useRef<HTMLTextAreaElement>(null);
  return {
    question,
    answer,
    suggestionId,
    answerBox,
    setAnswer,
    setQuestion: (text: string): void => {
      setQuestion(text);
      // Whoever begins with an empty field writes about something else.
      if (text === '') setSuggestionId(null);
    },
    pick: ({ id, question: asked }: Suggestion): void => {
      setQuestion(asked);
      setSuggestionId(id);
      answerBox.current?.focus();
    },
    forget: (): void => {
      setQuestion(null);
      setAnswer(null);
      setSuggestionId(null);
    },
  };
}

function EntryForm({ entry }: { entry: ReturnType<typeof useNewEntry> }) {
  const { question, answer, suggestionId } = entry;
  const add = useChange([PATH]);
  const body = { question, answer, ...(suggestionId && { suggestionId }) };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate({ method: 'POST', path: PATH, body }, { onSuccess: entry.forget });
      }}
    >
      <Field label="Question" error={fieldError(add.error, 'question')}>
        {(ids) => (
          <input
            {...ids}
            required
            maxLength={QUESTION_CHARS_MAX}
            value={question}
            onChange={(event) => entry.setQuestion(event.target.value)}
          />
        )}
      </Field>
      <Field label="Answer" error={fieldError(add.error, 'answer')}>
        {(ids) => (
          <textarea
            {...ids}
            ref={entry.answerBox}
            required
            rows={3}
            maxLength={ANSWER_CHARS_MAX}
            value={answer}
            onChange={(event) => entry.setAnswer(event.target.value)}
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
  const remove = useChange([PATH]);
  const [answer, setAnswer, isChanged] = useDraft(`knowledge.${entry.id}`, entry.answer);
  const path = `${PATH}/${entry.id}`;
  return (
    <li>
      <Field label={entry.question} error={fieldError(change.error, 'answer')}>
        {(ids) => (
          <textarea
            {...ids}
            rows={2}
            maxLength={ANSWER_CHARS_MAX}
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
        <Confirm
          label="Remove"
          title="Remove this answer?"
          yes="Remove"
          busy={remove.isPending}
          error={remove.error}
          onYes={() => remove.mutate({ method: 'DELETE', path })}
        >
          <p>“{entry.question}”</p>
          <p>Your agent forgets it at once, and it cannot be brought back.</p>
        </Confirm>
      </div>
      <Problem error={change.error} />
    </li>
  );
}
