import { useState } from 'react';
import type { Conversation } from '../../api/contract.js';
import { useChange, useRead } from '../../api/use-api.js';
import { Button, Loading, Problem } from '../../ui/parts.js';
import { Composer } from '../conversations/composer.js';
import { Messages } from '../conversations/messages.js';

const EXAMPLES = [
  'What do you have in blue?',
  'Do you ship to Germany?',
  'Can I speak to a person?',
];

/** A chat in which the seller plays the buyer. */
export function TestChat() {
  const [id, setId] = useState<string | null>(null);
  const known = useRead<{ conversations: Conversation[] }>('/conversations', {
    query: { limit: 30 },
  });
  const begin = useChange<{ conversationId: string }>(['/conversations']);
  const forget = useChange(['/conversations']);
  const found = id ?? known.data?.conversations.find(({ kind }) => kind === 'test')?.id ?? null;
  if (known.isPending) return <Loading what="the test chat" />;
  if (found) {
    return (
      <>
        <ChatOf id={found} />
        <Button
          look="quiet"
          onClick={() =>
            forget.mutate(
              { method: 'DELETE', path: '/agents/me/test' },
              { onSuccess: () => setId(null) },
            )
          }
        >
          Forget this chat and begin anew
        </Button>
        <Problem error={forget.error} />
      </>
    );
  }
  const ask = (message: string): void =>
    begin.mutate(
      { method: 'POST', path: '/agents/me/test', body: { message } },
      { onSuccess: ({ conversationId }) => setId(conversationId) },
    );
  return (
    <div className="row">
      {EXAMPLES.map((example) => (
        <Button key={example} busy={begin.isPending} onClick={() => ask(example)}>
          {example}
        </Button>
      ))}
      <Problem error={begin.error} />
    </div>
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
