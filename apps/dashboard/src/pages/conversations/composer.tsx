import { type FormEvent, useEffect, useRef } from 'react';
import type { Conversation } from '../../api/contract.js';
import { type Change, useChange } from '../../api/use-api.js';
import { draftOf, useDraft } from '../../api/use-draft.js';
import { Button, Problem } from '../../ui/parts.js';
import { isTyping } from './inbox-list.js';

/** Where a text goes depends on whom it is for. */
function sending({ kind, id }: Conversation, text: string, idempotencyKey: string): Change {
  const method = 'POST';
  if (kind === 'test') return { method, path: '/agents/me/test', body: { message: text } };
  if (kind === 'seller') {
    return { method, path: '/agents/me/send', body: { message: text }, idempotencyKey };
  }
  return { method, path: `/conversations/${id}/reply`, body: { text }, idempotencyKey };
}

/** What the API takes. */
const CHARS_MAX = { buyer: 8_000, seller: 8_000, test: 4_000 } as const;

const HINTS = {
  buyer:
    'When you reply, you take over: the agent stays silent until you hand back, or for the hours set under Limits.',
  seller: 'Only your agent reads this.',
  test: 'Write as a buyer would. Nothing leaves this page.',
} as const;

/**
 * Ctrl+Enter sends. A text that could not be sent stays, and is never sent twice. One that was changed after that is
 * another message: the first may have arrived.
 */
export function Composer({ conversation }: { conversation: Conversation }) {
  const draft = `reply.${conversation.id}`;
  const [text, setText] = useDraft(draft);
  // Kept like the text: after a reload too, the same text is the same message.
  const [triedText, setTriedText] = useDraft(`${draft}.tried`);
  const [triedKey, setTriedKey] = useDraft(`${draft}.key`);
  const box = useRef<HTMLTextAreaElement>(null);
  const send = useChange(['/conversations']);
  useReplyKey(box);
  const submit = (event: FormEvent | null): void => {
    event?.preventDefault();
    if (text.trim() === '' || send.isPending) return;
    const key = triedText === text ? triedKey : crypto.randomUUID();
    setTriedText(text);
    setTriedKey(key);
    const sent = (): void => {
      // What was written meanwhile stays, also where this thread was left and opened again.
      if (draftOf(draft) === text) setText(null);
      if (draftOf(`${draft}.key`) !== key) return;
      setTriedText(null);
      setTriedKey(null);
    };
    // Not by a callback of `mutate`: that is forgotten when another conversation is opened meanwhile.
    void send.mutateAsync(sending(conversation, text, key)).then(sent, () => {});
  };
  return (
    <form className="composer" onSubmit={submit}>
      <Problem error={send.error} />
      <textarea
        ref={box}
        dir="auto"
        aria-label="Your message"
        aria-keyshortcuts="Control+Enter"
        placeholder={conversation.kind === 'buyer' ? 'Reply yourself' : 'Write a message'}
        rows={2}
        maxLength={CHARS_MAX[conversation.kind]}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
        }}
      />
      <div className="row spread">
        <span className="hint">{HINTS[conversation.kind]}</span>
        <Button type="submit" look="main" busy={send.isPending} disabled={text.trim() === ''}>
          Send
        </Button>
      </div>
    </form>
  );
}

/** "r" goes to the reply box, unless something is being typed. */
function useReplyKey(box: React.RefObject<HTMLTextAreaElement | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'r' || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
      event.preventDefault();
      box.current?.focus();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [box]);
}
