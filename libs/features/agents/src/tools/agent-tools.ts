/** The one list of tools, in the order in which the model sees them: its prompt cache depends on it. */
import type { Provider } from '@nestjs/common';
import { AppConfig } from '#platform/config';
import { AskShopTool } from './ask-shop.tool.js';
import { GetConversationTool } from './get-conversation.tool.js';
import { GetOrderStatusTool } from './get-order-status.tool.js';
import { GetProductTool } from './get-product.tool.js';
import { GetPurchaseLinkTool } from './get-purchase-link.tool.js';
import { GetShopInfoTool } from './get-shop-info.tool.js';
import { InventoryReportTool } from './inventory-report.tool.js';
import { ListConversationsTool } from './list-conversations.tool.js';
import { ProposeListingUpdateTool, ProposePriceTool, ProposeStockTool } from './propose.tools.js';
import { RequestHumanTool } from './request-human.tool.js';
import { SearchKnowledgeTool } from './search-knowledge.tool.js';
import { SearchProductsTool } from './search-products.tool.js';
import { TakeCustomRequestTool } from './take-custom-request.tool.js';
import { AGENT_TOOLS } from './tool-registry.js';
import type { AgentTool } from './tool.js';

/** See the head of this file. */
export const TOOLS = [
  SearchProductsTool,
  GetProductTool,
  GetShopInfoTool,
  SearchKnowledgeTool,
  GetPurchaseLinkTool,
  GetOrderStatusTool,
  TakeCustomRequestTool,
  AskShopTool,
  RequestHumanTool,
  InventoryReportTool,
  ListConversationsTool,
  GetConversationTool,
  ProposeListingUpdateTool,
  ProposeStockTool,
  ProposePriceTool,
];

/** To be listed among a module's providers. What is switched off is no tool at all: in no mode, and for no gateway. */
export const TOOL_PROVIDERS: Provider[] = [
  ...TOOLS,
  {
    provide: AGENT_TOOLS,
    inject: [AppConfig, ...TOOLS],
    useFactory: ({ etsy }: AppConfig, ...tools: AgentTool[]): AgentTool[] =>
      tools.filter((tool) => etsy.orderStatus || !(tool instanceof GetOrderStatusTool)),
  },
];
