/** Where an order is: asked of the tool where there is one, once its number and postcode are known; else passed on. */
import type { Answering, Situation } from './answering.js';
import { passOn } from './pass-on.js';
import { offeredName } from '../../conversation-view.js';
import { fold, wholeWords } from '../fold-text.js';
import type { LanguagePack } from '../language-pack.js';
import { ORDER_PHRASES } from '../languages/order-phrases.js';
import { ORDER_TOOL, orderDetails, readOrder, type ToldOrder } from '../order-details.js';
import { fill } from '../product-text.js';
import type { Question } from '../read-question.js';

/** Answers a question about an order. To cancel one or send it back is a person's business. */
export function* answerOrder(question: Question, s: Situation): Answering {
  const toSeller = passOn('order_status', question, s, s.pack.phrases.askShop);
  const isOffered = offeredName(s.conversation, ORDER_TOOL) !== undefined;
  if (!isOffered || asksForReturn(question, s)) return yield* toSeller;
  const phrases = ORDER_PHRASES[s.pack.id];
  const { number, postcode } = orderDetails(s.conversation);
  if (number === undefined || postcode === undefined) return phrases.ask;
  const outcome = yield { tool: ORDER_TOOL, input: { order_number: number, postcode } };
  const told = outcome.ok ? readOrder(outcome.json) : 'error';
  if (told === 'no_match') return phrases.noMatch;
  return typeof told === 'string'
    ? yield* toSeller
    : (inWords(number, told, s) ?? (yield* toSeller));
}

/** An order in the words of the language; undefined for a state that there are no words for. */
function inWords(number: string, order: ToldOrder, { pack }: Situation): string | undefined {
  const phrases = ORDER_PHRASES[pack.id];
  const items = order.items.map(({ title, quantity }) => `${quantity} × ${title}`).join('; ');
  switch (order.state) {
    case 'shipped':
      return shippedInWords({ number, items }, order, pack);
    case 'being_made': {
      const told = fill(phrases.being_made, { number, items });
      const due = order.expectedShipDate;
      return due ? `${told} ${fill(phrases.due, { date: dayIn(due, pack) })}` : told;
    }
    case 'awaiting_payment':
    case 'cancelled':
    case 'refunded':
      return fill(phrases[order.state], { number, items });
    default:
      return undefined;
  }
}

function shippedInWords(
  named: { number: string; items: string },
  { shipments: [shipment] }: ToldOrder,
  pack: LanguagePack,
): string {
  const phrases = ORDER_PHRASES[pack.id];
  const told = fill(phrases.shipped, { ...named, date: dayIn(shipment?.shippedOn, pack) });
  const { carrier, trackingCode } = shipment ?? {};
  if (!carrier || !trackingCode) return told;
  return `${told} ${fill(phrases.tracking, { carrier, code: trackingCode })}`;
}

function asksForReturn({ text }: Question, { pack, english }: Situation): boolean {
  const patterns = [pack.intents.returns, english.intents.returns];
  return patterns.some((words) => words !== undefined && wholeWords(words).test(fold(text)));
}

function dayIn(day: string | null | undefined, pack: LanguagePack): string {
  if (!day) return '?';
  const options = { day: 'numeric', month: 'long', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(pack.locale, options).format(new Date(day));
}
