/** What buyers say of an order, and what the tool says of it. */
import { z } from 'zod';
import { offeredName, type Conversation } from '../conversation-view.js';
import { ORDER_PHRASES } from './languages/order-phrases.js';

/** The tool's name; where it is not offered, orders are a person's business. */
export const ORDER_TOOL = 'get_order_status';

/** Ten digits, as Etsy's order numbers have. */
const NUMBER = /(?<!\d)[1-9]\d{9}(?!\d)/;
/** Of Britain, of Canada, or 4 to 6 digits with an ending or without. */
const POSTCODE =
  /(?<![\p{L}\p{N}])(?:[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}|[a-z]\d[a-z]\s?\d[a-z]\d|\d{4,6}(?:-\d{3,4})?)(?![\p{L}\p{N}])/iu;

const orderSchema = z.object({
  order: z.object({
    state: z.string(),
    expectedShipDate: z.string().nullish(),
    shipments: z.array(
      z.object({
        shippedOn: z.string().nullish(),
        carrier: z.string().nullish(),
        trackingCode: z.string().nullish(),
      }),
    ),
    items: z.array(z.object({ title: z.string(), quantity: z.number() })),
  }),
});
const refusalSchema = z.object({ order: z.null(), outcome: z.string() });

/** An order as the tool tells it. */
export type ToldOrder = z.output<typeof orderSchema>['order'];

/** Reads the tool's result: an order, or the word for why there is none. */
export function readOrder(json: unknown): ToldOrder | string {
  const told = orderSchema.safeParse(json);
  if (told.success) return told.data.order;
  return refusalSchema.safeParse(json).data?.outcome ?? 'error';
}

/** Number and postcode of the order that the talk is about; what was said last counts. */
export function orderDetails({ earlier, current }: Conversation): {
  number: string | undefined;
  postcode: string | undefined;
} {
  const said = [...earlier, current].flatMap((turn) => turn.messages).toReversed();
  const number = said.map((text) => NUMBER.exec(text)?.[0]).find((found) => found !== undefined);
  const postcode = said
    .map((text) => POSTCODE.exec(text.replace(NUMBER, ' '))?.[0])
    .find((found) => found !== undefined);
  return { number, postcode };
}

/** Whether this turn goes on about an order: it names a number, or answers the question for one. */
export function continuesOrder(conversation: Conversation): boolean {
  if (offeredName(conversation, ORDER_TOOL) === undefined) return false;
  const now = conversation.current.messages.join('\n');
  if (NUMBER.test(now)) return true;
  const before = conversation.earlier.at(-1)?.answer ?? '';
  const wasAsked = Object.values(ORDER_PHRASES).some(
    ({ ask, noMatch }) => before.includes(ask) || before.includes(noMatch),
  );
  return wasAsked && POSTCODE.test(now);
}
