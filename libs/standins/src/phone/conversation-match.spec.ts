import { describe, expect, it } from 'vitest';
import { ConversationMatch } from './conversation-match.js';

const ANSWER = 'Yes! The **Midnight Blue Mug** is in stock: [7 pieces](https://e.com/1).';
const SHOWN = 'Yes! The Midnight Blue Mug is in stock: 7 pieces.';

describe('ConversationMatch', () => {
  it('knows the chat of a conversation once its answer has arrived there, in either order', () => {
    const first = new ConversationMatch();
    expect(first.response('cnv_a', ANSWER)).toBe(false);
    expect(first.message('1:7', SHOWN)).toBe(true);
    const second = new ConversationMatch();
    expect(second.message('1:7', SHOWN)).toBe(false);
    expect(second.response('cnv_a', ANSWER)).toBe(true);
    expect([first.known, second.known]).toEqual([{ cnv_a: '1:7' }, { cnv_a: '1:7' }]);
  });

  it('recognises an answer that was sent in parts', () => {
    const match = new ConversationMatch();
    match.response('cnv_a', `${SHOWN}\n\nIt ships on Monday from Hudson.`);
    expect(match.message('1:7', 'It ships on Monday from Hudson.')).toBe(true);
  });

  it('keeps two buyers apart who get the same words, one after the other', () => {
    const match = new ConversationMatch();
    match.response('cnv_a', ANSWER);
    match.message('1:7', SHOWN);
    match.response('cnv_b', ANSWER);
    match.message('1:8', SHOWN);
    match.message('1:7', SHOWN);
    expect(match.known).toEqual({ cnv_a: '1:7', cnv_b: '1:8' });
  });

  it('does not guess when two buyers get the same words at once', () => {
    const match = new ConversationMatch();
    match.response('cnv_a', ANSWER);
    match.response('cnv_b', ANSWER);
    expect(match.message('1:7', SHOWN)).toBe(false);
    expect(match.known).toEqual({});
  });

  it('does not guess from words that fit everywhere', () => {
    const match = new ConversationMatch();
    match.response('cnv_a', 'Yes.');
    expect(match.message('1:7', 'Yes.')).toBe(false);
    expect(match.known).toEqual({});
  });
});
