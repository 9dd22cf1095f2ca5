/** Holds an answer against what this shop may say: knows the shop's own links. */
import { Injectable } from '@nestjs/common';
import type { LeasedConversation } from '#features/messaging';
import type { AgentBrief } from '../turns/agent-brief.service.js';
import { SECRET_SENTENCES } from '../prompts/system-prompt.js';
import { linksIn } from './links.js';
import { filterAnswer, type OutboundVerdict } from './outbound-filter.js';
import { ShopLinksRepository } from './shop-links.repository.js';

@Injectable()
export class OutboundService {
  constructor(private readonly shopLinks: ShopLinksRepository) {}

  /** Buyers get the shop's own links only; the seller may be shown any. */
  async check(
    conversation: LeasedConversation,
    brief: AgentBrief,
    text: string,
  ): Promise<OutboundVerdict> {
    const links = linksIn(text);
    const allowedLinks =
      conversation.kind === 'seller' || links.length === 0
        ? links
        : [
            ...linksIn(brief.ownWords),
            ...(await this.shopLinks.ownLinks(conversation.sellerId, links)),
          ];
    return filterAnswer(text, {
      canaries: [brief.seal],
      instructions: SECRET_SENTENCES,
      allowedLinks,
    });
  }
}
