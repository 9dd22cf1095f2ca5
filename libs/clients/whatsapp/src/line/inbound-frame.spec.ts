import { describe, expect, it } from 'vitest';
import { inboundFrame, receiptsOf } from './inbound-frame.js';

const own = { id: '111:3@s.whatsapp.net', lid: '999:3@lid' };
const receipt = (attrs: Record<string, string>) => ({ tag: 'receipt', attrs });

describe('inboundFrame', () => {
  it('reads the envelope of a message to us', () => {
    const attrs = {
      id: 'A',
      from: '5@lid',
      sender_pn: '222@s.whatsapp.net',
      t: '10',
      notify: 'Al',
    };
    expect(inboundFrame({ tag: 'message', attrs }, 7, own)).toEqual({
      arrival: 7,
      id: 'A',
      chat: '5@lid',
      alt: '222@s.whatsapp.net',
      fromMe: false,
      peer: false,
      pushName: 'Al',
      timestamp: 10_000,
    });
  });

  it('finds the chat of a message that the owner wrote elsewhere', () => {
    const attrs = {
      id: 'A',
      from: '999@lid',
      recipient: '5@lid',
      peer_recipient_pn: '222@s.whatsapp.net',
    };
    expect(inboundFrame({ tag: 'message', attrs }, 1, own)).toMatchObject({
      chat: '5@lid',
      alt: '222@s.whatsapp.net',
      fromMe: true,
      pushName: null,
    });
  });

  it.each(['1-2@g.us', 'status@broadcast', '3@newsletter'])('ignores %s', (from) => {
    expect(inboundFrame({ tag: 'message', attrs: { id: 'A', from } }, 1, own)).toBeNull();
  });

  it("ignores what the owner asks Meta's bot", () => {
    const attrs = { id: 'A', from: '999@lid', recipient: '13135550002@bot' };
    expect(inboundFrame({ tag: 'message', attrs }, 1, own)).toBeNull();
  });
});

describe('receiptsOf', () => {
  it('reads acceptance and refusal of a message', () => {
    const attrs = { id: 'A', from: '5@lid', class: 'message' };
    expect(receiptsOf({ tag: 'ack', attrs }, own)).toEqual([
      { id: 'A', chat: '5@lid', status: 'sent' },
    ]);
    expect(receiptsOf({ tag: 'ack', attrs: { ...attrs, error: '463' } }, own)).toEqual([
      { id: 'A', chat: '5@lid', status: 'failed', code: '463' },
    ]);
    expect(receiptsOf({ tag: 'ack', attrs: { ...attrs, class: 'receipt' } }, own)).toEqual([]);
  });

  it('reads several receipts in one', () => {
    const items = ['B', 'C'].map((id) => ({ tag: 'item', attrs: { id } }));
    const stanza = {
      ...receipt({ id: 'A', from: '5:2@lid', type: 'read' }),
      content: [{ tag: 'list', attrs: {}, content: items }],
    };
    expect(receiptsOf(stanza, own)).toEqual(
      ['A', 'B', 'C'].map((id) => ({ id, chat: '5@lid', status: 'read' })),
    );
  });

  it.each([
    ['delivered', {}],
    ['delivered', { type: 'inactive' }],
    ['read', { type: 'played' }],
  ])('takes %s from %o', (status, attrs) => {
    expect(receiptsOf(receipt({ id: 'A', from: '5@lid', ...attrs }), own)).toMatchObject([
      { status },
    ]);
  });

  it.each([{ type: 'retry' }, { type: 'sender' }, { type: 'hist_sync' }])('ignores %o', (attrs) => {
    expect(receiptsOf(receipt({ id: 'A', from: '5@lid', ...attrs }), own)).toEqual([]);
  });

  it("ignores what the account's other devices confirm", () => {
    expect(receiptsOf(receipt({ id: 'A', from: '999:4@lid', type: 'read' }), own)).toEqual([]);
  });
});
