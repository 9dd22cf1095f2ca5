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
    const message = this.messages.findLast((each) => letters.includes(each.letters));
    if (message) return this.learn(conversationId, message.chat);
    this.responses = [...this.responses.slice(1 - KEPT), { conversationId, letters }];
    return false;
  }

  /** The bot wrote this into a chat (perhaps a part of an answer); true when this tells the conversation. */
  message(chat: string, text: string): boolean {
    const letters = lettersOf(text);
    if (letters.length < MIN_LETTERS) return false;
    const response = this.responses.findLast((each) => each.letters.includes(letters));
    if (response) return this.learn(response.conversationId, chat);
    this.messages = [...this.messages.slice(1 - KEPT), { chat, letters }];
    return false;
  }

  private learn(conversationId: string, chat: string): boolean {
    const isNew = this.chats.get(conversationId) !== chat;
    this.chats.set(conversationId, chat);
    return isNew;
  }
}

/** Formatting marks and spaces differ between the two texts; letters and digits do not. */
function lettersOf(text: string): string {
  return text
    .replaceAll(/\]\([^)]*\)/g, '')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}
