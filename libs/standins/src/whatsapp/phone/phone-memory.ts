/** What a phone remembers: the lines of its chats, and what it sent, to be able to encrypt it again. Both bounded. */
import { proto } from '@whiskeysockets/baileys';
import type { ChatLine, LineStatus, PhoneState } from '../state.js';
import { legible } from './message-content.js';

const KEPT = 1_000;

/** See the head of this file. */
export class PhoneMemory {
  constructor(
    private readonly state: PhoneState,
    private readonly saved: () => void,
  ) {}

  /** Adds a line to the chat with `other`. */
  add(
    other: string,
    id: string,
    message: proto.IMessage,
    o: { mine: boolean; at: Date },
  ): ChatLine {
    const line: ChatLine = {
      id,
      with: other,
      ...legible(message),
      mine: o.mine,
      at: o.at.getTime(),
      status: o.mine ? 'sent' : 'delivered',
    };
    this.state.lines.push(line);
    if (this.state.lines.length > KEPT) this.state.lines.shift();
    this.saved();
    return line;
  }

  /** Whether a message with that id, or that edit of it, is there already. */
  has(id: string, edits: string | null): boolean {
    return this.state.lines.some((line) => line.id === id && line.edits === edits);
  }

  /** Notes how far a message that this phone sent has got. A read message never becomes unread. */
  mark(id: string, status: LineStatus): void {
    const line = this.state.lines.find((l) => l.id === id && l.mine);
    if (line !== undefined && line.status !== 'read') line.status = status;
    this.saved();
  }

  /** Keeps what was sent under its id. */
  keep(id: string, message: proto.IMessage): void {
    const { sent } = this.state;
    sent[id] = Buffer.from(proto.Message.encode(message).finish()).toString('base64');
    const ids = Object.keys(sent);
    if (ids.length > KEPT) delete sent[ids[0] ?? ''];
  }

  /** What was sent under that id, unless it is too long ago. */
  recall(id: string): proto.Message | null {
    const saved = this.state.sent[id];
    return saved === undefined ? null : proto.Message.decode(Buffer.from(saved, 'base64'));
  }
}
