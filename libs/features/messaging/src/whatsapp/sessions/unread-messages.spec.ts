import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { UndecryptableMessage } from '#clients/whatsapp';
import { UnreadMessages } from './unread-messages.js';

const unread = (id: string, o: Partial<UndecryptableMessage> = {}): UndecryptableMessage => ({
  arrival: 1,
  id,
  chat: '5@lid',
  fromMe: false,
  reason: 'unreadable',
  ...o,
});

describe('UnreadMessages', () => {
  const lost: string[] = [];
  let messages: UnreadMessages;

  beforeEach(() => {
    vi.useFakeTimers();
    lost.length = 0;
    messages = new UnreadMessages(1_000, ({ id }) => lost.push(id));
  });

  afterEach(() => vi.useRealTimers());

  it('gives up what has not come in time, once', () => {
    messages.expect(unread('A'));
    vi.advanceTimersByTime(600);
    messages.expect(unread('A'));
    vi.advanceTimersByTime(600);
    expect(lost).toEqual(['A']);
    vi.advanceTimersByTime(5_000);
    expect(lost).toEqual(['A']);
  });

  it('gives up nothing that came, was read before, or is of the owner', () => {
    messages.expect(unread('came'));
    messages.expect(unread('read', { reason: 'already_read' }));
    messages.expect(unread('mine', { fromMe: true }));
    messages.came({ id: 'came' });
    vi.advanceTimersByTime(5_000);
    expect(lost).toEqual([]);
  });

  it('gives up nothing any more when the account is let go of', () => {
    messages.expect(unread('A'));
    messages.stop();
    vi.advanceTimersByTime(5_000);
    expect(lost).toEqual([]);
  });
});
