import { describe, expect, it } from 'vitest';
import type { Conversation } from '../../api/contract.js';
import { hasGap, inOrder, NOTHING_KNOWN, withNewest, withOlder } from './known-conversations.js';

const at = (id: number, minute: number): Conversation => ({
  id: `cnv_${id}`,
  kind: 'buyer',
  channel: null,
  buyerName: '',
  state: 'answered',
  owner: 'ai',
  humanUntil: null,
  unread: 0,
  note: '',
  unreachable: null,
  lastMessage: null,
  updatedAt: new Date(minute * 60_000).toISOString(),
});
const ids = (list: Conversation[]): string[] => list.map(({ id }) => id);

describe('what the inbox knows', () => {
  const first = [at(3, 30), at(2, 20), at(1, 10)];

  it('keeps what newer conversations push out of the newest ones', () => {
    let known = withOlder(withNewest(NOTHING_KNOWN, first.slice(0, 2), false), first);
    known = withNewest(known, [at(5, 50), at(4, 40)], false);
    expect(ids(inOrder(known))).toEqual(['cnv_5', 'cnv_4', 'cnv_3', 'cnv_2', 'cnv_1']);
  });

  it('moves up what has news, in its newest form', () => {
    const known = withNewest(withOlder(NOTHING_KNOWN, first), [at(1, 60), at(3, 30)], false);
    expect(ids(inOrder(known))).toEqual(['cnv_1', 'cnv_3', 'cnv_2']);
    expect(inOrder(withOlder(known, first))[0]?.updatedAt).toBe(at(1, 60).updatedAt);
  });

  it('drops what does not fit the list any more', () => {
    const known = withOlder(NOTHING_KNOWN, first);
    expect(ids(inOrder(withNewest(known, [at(3, 30), at(1, 10)], false)))).toEqual([
      'cnv_3',
      'cnv_1',
    ]);
    expect(inOrder(withNewest(known, [], true))).toEqual([]);
  });

  it('notices that more may have come in than it was told of', () => {
    const known = withOlder(NOTHING_KNOWN, first);
    expect(hasGap(known, [at(9, 90), at(8, 80)], false)).toBe(true);
    expect(hasGap(known, [at(9, 90), at(3, 30)], false)).toBe(false);
  });
});
