import { useState } from 'react';
import type { Conversation } from '../../api/contract.js';
import { useChange } from '../../api/use-api.js';
import { useDraft } from '../../api/use-draft.js';
import { Confirm } from '../../ui/confirm.js';
import { Button, Problem } from '../../ui/parts.js';
import { clockTime } from '../../ui/words.js';

/** Take over, hand back, close, block, note. */
export function Desk({ conversation }: { conversation: Conversation }) {
  const { id, kind, owner, state } = conversation;
  const path = `/conversations/${id}`;
  const act = useChange(['/conversations']);
  const [hasNote, setHasNote] = useState(conversation.note !== '');
  if (kind !== 'buyer') return null;
  const post = (what: string) => (): void =>
    act.mutate({ method: 'POST', path: `${path}/${what}` });
  return (
    <div className="desk">
      <div className="row">
        {owner === 'ai' ? (
          <Button look="main" busy={act.isPending} onClick={post('take-over')}>
            Take over
          </Button>
        ) : (
          <Button look="main" busy={act.isPending} onClick={post('hand-back')}>
            Hand back to the agent
          </Button>
        )}
        <Button aria-expanded={hasNote} onClick={() => setHasNote(!hasNote)}>
          Note
        </Button>
        <Button onClick={post(state === 'closed' ? 'reopen' : 'close')}>
          {state === 'closed' ? 'Reopen' : 'Close'}
        </Button>
        {state === 'blocked' ? (
          <Button onClick={post('unblock')}>Unblock</Button>
        ) : (
          <Confirm
            label="Block"
            title="Block this buyer?"
            yes="Block"
            busy={act.isPending}
            error={act.error}
            onYes={post('block')}
          >
            Nothing they write will be answered or shown as new until you unblock them.
          </Confirm>
        )}
      </div>
      {owner === 'human' && <p className="hint">{ownerWords(conversation)}</p>}
      <Problem error={act.error} />
      {hasNote && <NoteForm conversation={conversation} />}
    </div>
  );
}

function ownerWords({ state, humanUntil }: Conversation): string {
  if (humanUntil) {
    return `You are answering until ${clockTime(humanUntil)}, then the agent goes on.`;
  }
  return state === 'waiting_for_you'
    ? 'This buyer waits for you. The agent is silent until you hand back.'
    : 'You are answering. The agent is silent until you hand back.';
}

function NoteForm({ conversation }: { conversation: Conversation }) {
  const { id, note } = conversation;
  const [text, setText, isChanged] = useDraft(`note.${id}`, note);
  const save = useChange(['/conversations']);
  return (
    <form
      className="note-form"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(
          { method: 'PUT', path: `/conversations/${id}/note`, body: { text } },
          { onSuccess: () => setText(null) },
        );
      }}
    >
      <textarea
        aria-label="Note, only you see it"
        placeholder="Only you see this note"
        rows={2}
        maxLength={5000}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit" busy={save.isPending} disabled={!isChanged}>
        Save note
      </Button>
      <Problem error={save.error} />
    </form>
  );
}
