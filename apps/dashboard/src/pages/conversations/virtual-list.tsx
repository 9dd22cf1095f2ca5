/** Only the rows in sight are in the page, however long the list is. Arrow keys move, Home and End jump. */
import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { Conversation } from '../../api/contract.js';
import { Badge } from '../../ui/parts.js';
import { PLATFORMS, STATES, timeAgo } from '../../ui/words.js';

const ROW_PX = 84;
const NEAR_END_ROWS = 30;

interface VirtualListProps {
  conversations: Conversation[];
  openId: string | null;
  onNearEnd: () => void;
}

export function VirtualList({ conversations, openId, onNearEnd }: VirtualListProps) {
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: conversations.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
    getItemKey: (index) => conversations[index]?.id ?? index,
  });
  const items = rows.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= conversations.length - NEAR_END_ROWS) onNearEnd();
  }, [last, conversations.length, onNearEnd]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const focused = Number(document.activeElement?.getAttribute('data-row') ?? -1);
    const target = targetOf(event.key, focused, conversations.length);
    if (target === null) return;
    event.preventDefault();
    rows.scrollToIndex(target);
    requestAnimationFrame(() =>
      box.current?.querySelector<HTMLElement>(`[data-row="${target}"]`)?.focus(),
    );
  };
  return (
    <div className="rows" ref={box} onKeyDown={onKeyDown}>
      <ul style={{ height: rows.getTotalSize() }}>
        {items.map(({ index, start, key }) => {
          const conversation = conversations[index];
          if (!conversation) return null;
          return (
            <li
              key={key}
              style={{ transform: `translateY(${start}px)`, height: ROW_PX }}
              aria-setsize={conversations.length}
              aria-posinset={index + 1}
            >
              <Row conversation={conversation} index={index} isOpen={conversation.id === openId} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** The row a key goes to, or null when the key is not for the list. */
function targetOf(key: string, from: number, count: number): number | null {
  const targets: Record<string, number> = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    Home: 0,
    End: count - 1,
  };
  const target = targets[key];
  return target === undefined ? null : Math.max(0, Math.min(count - 1, target));
}

interface RowProps {
  conversation: Conversation;
  index: number;
  isOpen: boolean;
}

function Row({ conversation, index, isOpen }: RowProps) {
  const { id, kind, state, unread, lastMessage, updatedAt } = conversation;
  const { label, tone } = STATES[state];
  return (
    <Link
      to="/conversations/$id"
      params={{ id }}
      className="row-link"
      data-row={index}
      aria-current={isOpen ? 'true' : undefined}
    >
      <span className="row spread">
        <strong className="cut">
          <bdi>{nameOf(conversation)}</bdi>
        </strong>
        <span className="hint time">{timeAgo(lastMessage?.at ?? updatedAt)}</span>
      </span>
      <span className="cut said" dir="auto">
        {lastMessage?.text || 'No words yet'}
      </span>
      <span className="row">
        <Badge tone={tone}>{label}</Badge>
        <span className="hint cut">{placeOf(conversation)}</span>
        {unread > 0 && kind === 'buyer' && (
          <span className="count push">
            {unread}
            <span className="hidden"> unread</span>
          </span>
        )}
      </span>
    </Link>
  );
}

/** Whom the seller talks with there. */
export function nameOf({ kind, buyerName }: Conversation): string {
  if (kind === 'seller') return 'You and your agent';
  if (kind === 'test') return 'Test chat';
  return buyerName || 'A buyer';
}

/** Where it takes place. */
export function placeOf({ kind, channel }: Conversation): string {
  if (!channel) return kind === 'buyer' ? 'Unlinked channel' : 'This page';
  return PLATFORMS[channel.platform] ?? channel.platform;
}
