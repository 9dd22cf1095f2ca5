/**
 * IFA's events name a conversation, the phone knows chats. They belong together when the text of an answer is the text
 * that arrived in a chat; from then on all events of that conversation can be shown beside that chat.
 */

const KEPT = 50;
/** Shorter texts ("Yes.") are too common to tell two chats apart. */
const MIN_LETTERS = 12;

/** Learns which chat a conversation is. A chat is any text that names it. */
export class ConversationMatch {
  private readonly chats = new Map<string, string>();
  private responses: { conversationId: string; letters: string }[] = [];
  private messages: { chat: string; letters: string }[] = [];

  /** What is known, as pairs of conversation and chat. */
  get known(): Record<string, string> {
    return Object.fromEntries(this.chats);
  }

  /** IFA answered in this conversation; true when this tells its chat. */
  response(conversationId: string, text: string): boolean {
    const letters = lettersOf(text);
    if (this.chats.has(conversationId) || letters.length < MIN_LETTERS) return false;
    const chat = theOnly(
      this.messages.filter((each) => letters.includes(each.letters)).map((each) => each.chat),
    );
    if (chat !== null) return this.learn(conversationId, chat);
    this.responses = [...this.responses.slice(1 - KEPT), { conversationId, letters }];
    return false;
  }

  /** The bot wrote this into a chat (perhaps a part of an answer); true when this tells the conversation. */
  message(chat: string, text: string): boolean {
    const letters = lettersOf(text);
    if (letters.length < MIN_LETTERS || [...this.chats.values()].includes(chat)) return false;
    const conversationId = theOnly(
      this.responses
        .filter((each) => each.letters.includes(letters))
        .map((each) => each.conversationId),
    );
    if (conversationId !== null) return this.learn(conversationId, chat);
    this.messages = [...this.messages.slice(1 - KEPT), { chat, letters }];
    return false;
  }

  /** What is known needs no guessing any more: it is taken out of what later texts are compared with. */
  private learn(conversationId: string, chat: string): true {
    this.chats.set(conversationId, chat);
    this.messages = this.messages.filter((each) => each.chat !== chat);
    this.responses = this.responses.filter((each) => each.conversationId !== conversationId);
    return true;
  }
}

/** The one value of the list; null when there are several or none: two buyers may get the same words. */
function theOnly(values: string[]): string | null {
  const different = new Set(values);
  return different.size === 1 ? (values[0] ?? null) : null;
}

/** Formatting marks and spaces differ between the two texts; letters and digits do not. */
function lettersOf(text: string): string {
  return text
    .replaceAll(/\]\([^)]*\)/g, '')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}
