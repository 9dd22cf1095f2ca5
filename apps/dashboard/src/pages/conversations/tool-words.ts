/** What the agent did, in the words of a seller. Pure. */

/** What the agent's tools are called for a seller. */
const TOOLS: Record<string, string> = {
  search_products: 'searched your products',
  get_product: 'looked at a product',
  get_shop_info: 'looked at your shop',
  get_order_status: 'looked up an order',
  search_knowledge: 'looked into your answers',
  get_purchase_link: 'got the link to buy',
  take_custom_request: 'noted a custom request',
  ask_shop: 'passed a question on to you',
  request_human: 'asked for you',
  inventory_report: 'counted your stock',
  list_conversations: 'looked at your conversations',
  get_conversation: 'read a conversation',
  propose_listing_update: 'prepared a change of a listing',
  propose_stock: 'prepared a change of stock',
  propose_price: 'prepared a change of price',
};

/** In words, as they stand behind "Agent"; the name where there are none. */
export function toolWords(name: string): string {
  const bare = name.replace(/^mcp__\w+?__/, '');
  return TOOLS[bare] ?? bare.replaceAll('_', ' ');
}
