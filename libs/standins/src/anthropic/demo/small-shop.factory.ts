/**
 * For specs: a shop of a few products with the tools of the agent, in memory, and a chat in which a model of
 * the stand-in talks to it. The tools answer in the shapes that the runtime's tools have.
 */
import type { MessagesRequest, RequestMessage } from '../messages.schemas.js';
import type { MessageReply } from '../model-reply.schemas.js';
import { singular, wordsOf, fold } from './fold-text.js';

/** A product of the small shop. */
export interface ShopProduct {
  id: string;
  title: string;
  description: string;
  price: string;
  currency: string;
  quantity: number | null;
  state: string;
  url: string;
  tags: string[];
  variants: {
    options: Record<string, string>;
    price: string;
    quantity: number;
    available: boolean;
  }[];
}

/** Answers a tool call; undefined where the shop has no such tool. */
export type ShopTool = (input: Record<string, unknown>) => unknown;

/** Makes a product; only what matters is named. */
export function aProduct(o: Partial<ShopProduct> & { title: string }): ShopProduct {
  const number = Buffer.from(o.title).reduce((sum, byte) => (sum * 31 + byte) % 1_000_000_007, 7);
  return {
    id: `prod_${String(number).padStart(26, '0')}`,
    description: 'Made by hand in our studio.',
    price: '20.00',
    currency: 'USD',
    quantity: 5,
    state: 'active',
    url: `https://www.etsy.com/listing/${number}`,
    tags: [],
    variants: [],
    ...o,
  };
}

/** A variant of a product. */
export function aVariant(
  options: Record<string, string>,
  quantity = 4,
  price = '20.00',
): ShopProduct['variants'][0] {
  return { options, price, quantity, available: quantity > 0 };
}

/** The two tools that every shop has. */
export function catalogueTools(products: ShopProduct[]): Record<string, ShopTool> {
  return {
    search_products: (input) => {
      const wanted = wordsOf(fold(textOf(input['query']))).map(singular);
      const found = products.filter((product) => matches(product, wanted, input));
      const limit = Number(input['limit'] ?? 5);
      return {
        products: found.slice(0, limit).map(summary),
        total: found.length,
        asOf: '2026-11-23T10:00:00Z',
      };
    },
    get_product: (input) => {
      const product = products.find(({ id }) => id === input['id']);
      if (product === undefined) return { error: 'not_found', message: 'no such product' };
      const { description, tags, variants } = product;
      return {
        product: { ...summary(product), description, tags, variants },
        asOf: '2026-11-23T10:00:00Z',
      };
    },
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function matches(product: ShopProduct, wanted: string[], input: Record<string, unknown>): boolean {
  const options = product.variants.flatMap((variant) => Object.values(variant.options));
  const text = [product.title, product.description, ...product.tags, ...options].join(' ');
  const words = new Set(wordsOf(fold(text)).map(singular));
  const isAffordable =
    Number(product.price) <= Number(input['max_price'] ?? Number.POSITIVE_INFINITY);
  const isThere = input['in_stock'] !== true || product.quantity !== 0;
  return wanted.every((word) => words.has(word)) && isAffordable && isThere;
}

function summary(product: ShopProduct): Record<string, unknown> {
  const { id, title, price, currency, quantity, state, url, variants } = product;
  const names = [...new Set(variants.flatMap((variant) => Object.keys(variant.options)))];
  const options = names.map((name) => {
    const values = new Set(variants.map((variant) => variant.options[name] ?? ''));
    return `${name}: ${[...values].join(', ')}`;
  });
  return { id, title, price, currency, quantity, inStock: quantity !== 0, state, url, options };
}

/** What came of one turn. */
export interface Answered {
  text: string;
  /** Short names of the called tools. */
  calls: string[];
  inputs: Record<string, unknown>[];
}

/** A chat of a buyer with a model over the shop's tools. */
export class ShopChat {
  readonly messages: RequestMessage[] = [];
  private callCount = 0;

  constructor(
    private readonly model: (request: MessagesRequest) => MessageReply,
    private readonly tools: Record<string, ShopTool>,
    private readonly system = 'You answer for a shop.',
  ) {}

  /** One turn: the buyer's messages in, the answer out. */
  async ask(...texts: string[]): Promise<Answered> {
    const blocks = ['[context] Monday, 23 November 2026, 10:00, Telegram, buyer: Ann', ...texts];
    this.messages.push({ role: 'user', content: blocks.map((text) => ({ type: 'text', text })) });
    const answered: Answered = { text: '', calls: [], inputs: [] };
    for (let round = 0; round < 10; round += 1) {
      const reply = this.model(this.request());
      this.messages.push({ role: 'assistant', content: this.withIds(reply) });
      const calls = reply.blocks.flatMap((block) => (block.type === 'tool_use' ? [block] : []));
      answered.text += reply.blocks
        .map((block) => (block.type === 'text' ? block.text : ''))
        .join('');
      if (calls.length === 0) return answered;
      for (const call of calls) {
        answered.calls.push(call.name.replace('mcp__shop__', ''));
        answered.inputs.push(call.input);
      }
      this.messages.push({ role: 'user', content: this.results() });
    }
    throw new Error('the model never stops calling tools');
  }

  private request(): MessagesRequest {
    return {
      model: 'claude-haiku-5-5',
      max_tokens: 1_000,
      system: this.system,
      tools: Object.keys(this.tools).map((name) => ({
        name: `mcp__shop__${name}`,
        input_schema: {},
      })),
      messages: structuredClone(this.messages),
    };
  }

  private withIds(reply: MessageReply): RequestMessage['content'] {
    return reply.blocks.map((block) => {
      if (block.type === 'text') return block;
      this.callCount += 1;
      return { ...block, id: `toolu_${this.callCount}` };
    });
  }

  private results(): RequestMessage['content'] {
    const last = this.messages.at(-1)?.content ?? [];
    if (typeof last === 'string') return [];
    return last
      .filter((block) => block.type === 'tool_use')
      .map((block) => ({
        type: 'tool_result',
        tool_use_id: block.id ?? '',
        ...this.run(block.name, block.input),
      }));
  }

  private run(
    name = '',
    input: Record<string, unknown> = {},
  ): { content: string; is_error?: boolean } {
    const tool = this.tools[name.replace('mcp__shop__', '')];
    if (tool === undefined) return { content: `No such tool available: ${name}`, is_error: true };
    try {
      return { content: JSON.stringify(tool(input)) };
    } catch (error) {
      return { content: String(error), is_error: true };
    }
  }
}
