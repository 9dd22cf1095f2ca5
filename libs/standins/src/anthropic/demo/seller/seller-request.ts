/** What a seller asks for in the chat of the dashboard. */

/** A seller's wish. */
export type SellerRequest =
  | { kind: 'report' }
  | { kind: 'conversations' }
  | { kind: 'price'; product: string; price: string }
  | { kind: 'stock'; product: string; quantity: number }
  | { kind: 'title'; product: string; title: string };

const PRICE =
  /(?:set|change|raise|lower|reduce|increase|update|put)\s+(?:the\s+)?price\s+(?:of|for|on)\s+(?:the\s+|my\s+)?(.+?)\s+(?:to|at|=)\s*[$€£]?\s?(\d+(?:[.,]\d{1,2})?)/i;
const STOCK =
  /(?:set|change|update|put|correct)\s+(?:the\s+)?(?:stock|quantity|inventory)\s+(?:of|for|on)\s+(?:the\s+|my\s+)?(.+?)\s+(?:to|at|=)\s*(\d+)/i;
const RESTOCK = /restock\s+(?:the\s+|my\s+)?(.+?)\s+(?:to|with)\s*(\d+)/i;
const TITLE =
  /(?:rename|change (?:the )?title (?:of|for)|set (?:the )?title (?:of|for)|retitle)\s+(?:the\s+|my\s+)?(.+?)\s+(?:to|into|as)\s+["“]?(.+?)["”]?\s*$/i;
const CONVERSATIONS =
  /\b(?:conversations?|chats?|messages?|buyers?|customers?)\b.*\b(?:waiting|open|new|today|recent|latest|who|which|any|list|show)\b|\b(?:who|list|show|which|any|open|new|recent)\b.*\b(?:conversations?|chats?|messages?|buyers?|customers?)\b/i;
const REPORT =
  /\b(?:inventory|low (?:on |in )?stock|stock report|running (?:low|out)|sold[ -]?out|out of stock|restock|expir\w*|overview|how is my shop|report|bestand|lagerbestand|ausverkauft)\b/i;

/** Reads a seller's wish; undefined where it is none of the seller's own. */
export function readSellerRequest(text: string): SellerRequest | undefined {
  return readChange(text) ?? readQuery(text);
}

function readChange(text: string): SellerRequest | undefined {
  const priced = PRICE.exec(text);
  if (priced !== null) {
    const price = Number(part(priced, 2).replace(',', '.')).toFixed(2);
    return { kind: 'price', product: part(priced, 1), price };
  }
  const stocked = STOCK.exec(text) ?? RESTOCK.exec(text);
  if (stocked !== null) {
    return { kind: 'stock', product: part(stocked, 1), quantity: Number(part(stocked, 2)) };
  }
  const titled = TITLE.exec(text);
  if (titled === null) return undefined;
  return { kind: 'title', product: part(titled, 1), title: part(titled, 2) };
}

function readQuery(text: string): SellerRequest | undefined {
  if (CONVERSATIONS.test(text)) return { kind: 'conversations' };
  return REPORT.test(text) ? { kind: 'report' } : undefined;
}

function part(match: RegExpExecArray, index: number): string {
  return match[index] ?? '';
}
