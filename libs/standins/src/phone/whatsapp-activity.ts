/** What the phone's page is told of WhatsApp: the stand-in's events between two people, without the rest. */
import type { WhatsappChatLine, WhatsappStandinEvent } from '../whatsapp/index.js';

/** Numbers are digits only. `message` is told once, to the side that receives it; `from` is who wrote. */
export type WhatsappActivity =
  | {
      type: 'message';
      from: string;
      to: string;
      line: Pick<WhatsappChatLine, 'id' | 'text' | 'kind' | 'at' | 'edits'>;
    }
  /** How far a message of `to` has got with `from`. */
  | { type: 'receipt'; from: string; to: string; id: string; status: WhatsappChatLine['status'] }
  | { type: 'typing'; from: string; to: string; typing: boolean }
  /** A number was linked, unlinked, came or went. */
  | { type: 'accounts' };

/** The page's view of an event; null for what it does not show. */
export function whatsappActivity(event: WhatsappStandinEvent): WhatsappActivity | null {
  switch (event.type) {
    case 'message': {
      const { id, text, kind, at, edits, mine, with: from } = event.line;
      // The writer's own copy: the other side was told already.
      if (mine) return null;
      return { type: 'message', from, to: event.phone, line: { id, text, kind, at, edits } };
    }
    case 'receipt': {
      const { from, phone: to, id, status } = event;
      return { type: 'receipt', from, to, id, status };
    }
    case 'typing':
      return {
        type: 'typing',
        from: event.from,
        to: event.phone,
        typing: event.state === 'composing',
      };
    case 'online':
    case 'offline':
      return { type: 'accounts' };
    default:
      return null;
  }
}
