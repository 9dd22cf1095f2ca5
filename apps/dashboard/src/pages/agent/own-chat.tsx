import { type FormEvent, type KeyboardEvent, useState } from 'react';
import type { Conversation } from '../../api/contract.js';
import { useChange, useRead } from '../../api/use-api.js';
import { useDraft } from '../../api/use-draft.js';
import { Button, Loading, Problem } from '../../ui/parts.js';
import { Composer } from '../conversations/composer.js';
import { Messages } from '../conversations/messages.js';

interface ChatKind {
  kind: 'test' | 'seller';
  /** Where the first message goes. */
  path: string;
  examples: readonly string[];
}

const TEST: ChatKind = {
  kind: 'test',
  path: '/agents/me/test',
  examples: ['What do you have in blue?', 'Do you ship to Germany?', 'Can I speak to a person?'],
};

const SELLER: ChatKind = {
  kind: 'seller',
  path: '/agents/me/send',
  examples: ['How is my inventory?', 'Which buyers are waiting?'],
};

/** A chat in which the seller plays the buyer. */
export function TestChat() {
  return <OwnChat {...TEST} />;
}

/** The seller's own chat with the agent: reports, and proposals to change listings. */
export function SellerChat() {
  return <OwnChat {...SELLER} />;
}

function OwnChat({ kind, path, examples }: ChatKind) {
  const [id, setId] = useState<string | null>(null);
  const known = useRead<{ conversations: Conversation[] }>('/conversations', {
    query: { kind, limit: 1 },
  });
  const [text, setText] = useDraft(`first.${kind}`);
  const begin = useChange<{ conversationId?: string }>(['/conversations', '/dashboard']);
  const found = id ?? known.data?.conversations[0]?.id ?? null;
  if (known.isPending) return <Loading what="the chat" />;
  if (found) {
    return (
      <>
        <ChatOf id={found} />
        {kind === 'test' && <Forget onDone={() => setId(null)} />}
      </>
    );
  }
  const ask = (message: string): void =>
    begin.mutate(
      { method: 'POST', path, body: { message } },
      {
        onSuccess: ({ conversationId }) => {
          setId(conversationId ?? null);
          setText(null);
        },
      },
    );
  return (
    <>
      <div className="row">
        {examples.map((example) => (
          <Button key={example} busy={begin.isPending} onClick={() => ask(example)}>
            {example}
          </Button>
        ))}
      </div>
      <FirstMessage text={text} setText={setText} busy={begin.isPending} onSend={ask} />
      <Problem error={begin.error} />
    </>
  );
}

interface FirstMessageProps {
  text: string;
  setText: (text: string) => void;
  busy: boolean;
  onSend: (message: string) => void;
}

/** For what is not among the examples. Ctrl+Enter sends, as in the chat that comes of it. */
function FirstMessage({ text, setText, busy, onSend }: FirstMessageProps) {
  const submit = (event: FormEvent | KeyboardEvent): void => {
    event.preventDefault();
    if (text.trim() !== '' && !busy) onSend(text.trim());
  };
  return (
    <form className="first-message" onSubmit={submit}>
      <textarea
        dir="auto"
        aria-label="Your message"
        aria-keyshortcuts="Control+Enter"
        placeholder="Or write your own"
        rows={2}
        maxLength={4000}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
        }}
      />
      <div className="row end">
        <Button type="submit" busy={busy} disabled={text.trim() === ''}>
          Send
        </Button>
      </div>
    </form>
  );
}

function Forget({ onDone }: { onDone: () => void }) {
  const forget = useChange(['/conversations']);
  return (
    <>
      <Button
        look="quiet"
        onClick={() =>
          forget.mutate({ method: 'DELETE', path: '/agents/me/test' }, { onSuccess: onDone })
        }
      >
        Forget this chat and begin anew
      </Button>
      <Problem error={forget.error} />
    </>
  );
}

function ChatOf({ id }: { id: string }) {
  const { data, error } = useRead<{ conversation: Conversation }>(`/conversations/${id}`);
  if (!data) return error ? <Problem error={error} /> : <Loading what="the test chat" />;
  return (
    <div className="chat-box">
      <Messages conversation={data.conversation} />
      <Composer conversation={data.conversation} />
    </div>
  );
}
