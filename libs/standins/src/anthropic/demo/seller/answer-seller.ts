/**
 * Answers to the seller: reports in the words of the tools, and proposals. A proposal changes nothing by
 * itself, and the answer says so.
 */
import { singular } from '../fold-text.js';
import type { Answering, Asking, Situation } from '../answers/answering.js';
import { readFound, type Product } from '../product.schemas.js';
import { displayTitle, listText } from '../product-text.js';
import { readSearchWords } from '../search-words.js';
import { stemsOf } from '../word-families.js';
import { proposalInput, type ProposalFacts } from './proposal-input.js';
import { reportText } from './report-text.js';
import type { SellerRequest } from './seller-request.js';

const CANNOT =
  "I can't look that up just now, and I don't want to guess. Please try again in a little while.";
/** Instead of what a buyer is told who was not understood. */
export const SELLER_HELP =
  "Sorry, I didn't understand that. I can report on your inventory, list your conversations, and prepare a change of a price, a stock or a title.";
const SHOWN = 3;

/** Answers a seller's own request. */
export function* answerSeller(request: SellerRequest, text: string, s: Situation): Answering {
  switch (request.kind) {
    case 'report':
      return yield* answerReport('inventory_report', 'Here is your inventory:', s);
    case 'conversations':
      return yield* answerReport('list_conversations', 'Here are your conversations:', s);
    case 'price':
      return yield* propose(
        'propose_price',
        request.product,
        { price: request.price, reason: text },
        s,
      );
    case 'stock':
      return yield* propose(
        'propose_stock',
        request.product,
        { quantity: request.quantity, reason: text },
        s,
      );
    case 'title':
      return yield* propose(
        'propose_listing_update',
        request.product,
        { title: request.title, reason: text },
        s,
      );
  }
}

function* answerReport(tool: string, heading: string, s: Situation): Answering {
  const outcome = yield { tool, input: {} };
  if (!outcome.ok) return outcome.why === 'not_offered' ? s.pack.phrases.notUnderstood : CANNOT;
  const report = reportText(outcome.json);
  return report === '' ? 'There is nothing to report right now.' : `${heading}\n${report}`;
}

function* propose(
  tool: string,
  name: string,
  facts: Omit<ProposalFacts, 'id'>,
  s: Situation,
): Answering {
  const found = yield* productNamed(name, s);
  if (found === undefined) return CANNOT;
  const [product] = found;
  if (product === undefined) {
    return `I couldn't find “${name}” among your listings. What is it called exactly?`;
  }
  if (found.length > 1) return `Which one do you mean?\n${listText(found.slice(0, SHOWN), s.pack)}`;
  const offered = s.conversation.tools.find((t) => t.name.endsWith(tool));
  const outcome = yield { tool, input: proposalInput(offered, { id: product.id, ...facts }) };
  if (!outcome.ok) {
    return `I couldn't prepare that change for “${displayTitle(product)}”. Nothing was changed.`;
  }
  return `I've prepared the change for “${displayTitle(product)}”: ${changeText(facts)}. Nothing changes until you approve it in the dashboard.`;
}

function changeText(facts: Omit<ProposalFacts, 'id'>): string {
  if (facts.price !== undefined) return `price ${facts.price}`;
  return facts.quantity === undefined ? `title “${facts.title ?? ''}”` : `stock ${facts.quantity}`;
}

/** The products that bear all the words of a name; undefined when the catalogue cannot be searched. */
function* productNamed(name: string, s: Situation): Asking<Product[] | undefined> {
  const { query } = readSearchWords(name, s.english, s.english);
  const outcome = yield { tool: 'search_products', input: { query: query.join(' '), limit: 10 } };
  const found = outcome.ok ? readFound(outcome.json) : undefined;
  return found?.products.filter((product) => {
    const stems = stemsOf(product.title);
    return query.every((word) => stems.has(singular(word)));
  });
}
