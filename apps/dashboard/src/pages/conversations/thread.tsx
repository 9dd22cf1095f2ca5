import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { Conversation } from '../../api/contract.js';
import { useChange, useRead } from '../../api/use-api.js';
import { Badge, Empty, Loading, Problem } from '../../ui/parts.js';
import { useTitle } from '../../ui/use-title.js';
import { deliveryWords, STATES } from '../../ui/words.js';
import { Composer } from './composer.js';
import { Desk } from './desk.js';
import { Messages } from './messages.js';
import { nameOf, placeOf } from './virtual-list.js';

/** One conversation as the buyer sees it, with what can be done about it. */
export function Thread({ id }: { id: string }) {
  const path = `/conversations/${id}`;
  const { data, error, isPending, refetch } = useRead<{ conversation: Conversation }>(path);
  const conversation = data?.conversation;
  const unread = conversation?.unread ?? 0;
  useTitle(conversation ? nameOf(conversation) : 'Conversations');
  const { mutate: markRead } = useChange(['/conversations']);
  useEffect(() => {
    if (unread > 0) markRead({ method: 'POST', path: `${path}/read` });
  }, [path, unread, markRead]);
  if (isPending) return <Loading what="the conversation" />;
  if (!conversation) {
    return error?.status === 404 ? (
      <Empty title="There is no such conversation" action={<Link to="/conversations">All</Link>}>
        It may have been deleted, or the address is not complete.
      </Empty>
    ) : (
      <Problem error={error} retry={() => void refetch()} />
    );
  }
  const { label, tone } = STATES[conversation.state];
  return (
    <div className="thread">
      <header className="thread-head">
        <Link to="/conversations" className="back">
          <span aria-hidden="true">←</span> All
        </Link>
        <div className="grow">
          <h2>
            <bdi>{nameOf(conversation)}</bdi>
          </h2>
          <span className="row">
            <Badge tone={tone}>{label}</Badge>
            <span className="hint">{placeOf(conversation)}</span>
          </span>
        </div>
        <Desk conversation={conversation} />
      </header>
      {conversation.unreachable && (
        <p className="banner warn">
          Nothing can be sent here. {deliveryWords(conversation.unreachable)}
        </p>
      )}
      <Messages conversation={conversation} />
      <Composer conversation={conversation} />
    </div>
  );
}
