/** What the reader sees of an answer: that it is being written, and only what this shop may say. */
import { Injectable } from '@nestjs/common';
import { TypingService, type LeasedConversation } from '#features/messaging';
import type { AgentBrief } from '../turns/brief/agent-brief.service.js';
import { SECRET_SENTENCES } from '../prompts/system-prompt.js';
import { linksIn } from './links.js';
import { filterAnswer, type OutboundVerdict } from './outbound-filter.js';
import { ShopLinksRepository } from './shop-links.repository.js';

@Injectable()
export class OutboundService {
  constructor(
    private readonly shopLinks: ShopLinksRepository,
    private readonly typing: TypingService,
  ) {}

  /** The buyer sees that an answer is being written, until the result is called. */
  showTyping(conversation: LeasedConversation): () => void {
    return this.typing.show(conversation);
  }

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
