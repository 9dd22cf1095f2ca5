import { describe, expect, it } from 'vitest';
import type { WhatsappChatLine } from '../whatsapp/index.js';
import { whatsappActivity } from './whatsapp-activity.js';

const BUYER = '15550090001';
const SHOP = '15550100200';

function lineOf(values: Partial<WhatsappChatLine>): WhatsappChatLine {
  return {
    id: '3A01',
    with: SHOP,
    mine: false,
    text: 'Yes, three.',
    kind: 'conversation',
    at: 1_700_000_000_000,
    status: 'delivered',
    edits: null,
    ...values,
  };
}

describe('whatsappActivity', () => {
  it('tells a message once, to the side that receives it', () => {
    expect(whatsappActivity({ type: 'message', phone: BUYER, line: lineOf({}) })).toMatchObject({
      type: 'message',
      from: SHOP,
      to: BUYER,
      line: { id: '3A01', text: 'Yes, three.' },
    });
    const own = lineOf({ with: BUYER, mine: true });
    expect(whatsappActivity({ type: 'message', phone: SHOP, line: own })).toBeNull();
  });

  it('tells who is typing to whom, and that it ended', () => {
    const typing = (state: string) =>
      whatsappActivity({ type: 'typing', phone: BUYER, from: SHOP, state });
    expect(typing('composing')).toEqual({ type: 'typing', from: SHOP, to: BUYER, typing: true });
    expect(typing('paused')).toMatchObject({ typing: false });
  });

  it('tells the writer how far a message has got', () => {
    expect(
      whatsappActivity({ type: 'receipt', phone: BUYER, from: SHOP, id: '3A02', status: 'read' }),
    ).toEqual({ type: 'receipt', from: SHOP, to: BUYER, id: '3A02', status: 'read' });
  });

  it('says only that something about the numbers changed when one comes or goes', () => {
    expect(whatsappActivity({ type: 'online', seller: SHOP, device: 1 })).toEqual({
      type: 'accounts',
    });
    expect(whatsappActivity({ type: 'presence', seller: SHOP, state: 'available' })).toBeNull();
  });
});
