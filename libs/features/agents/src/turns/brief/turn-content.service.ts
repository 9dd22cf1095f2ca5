/** Gathers what a turn says to the model: the messages with their pictures, and what was said while a human had the conversation. */
import { Injectable } from '@nestjs/common';
import {
  HumanWordsRepository,
  InboundMediaService,
  type LeasedConversation,
  type MissedWords,
  type WaitingMessage,
} from '#features/messaging';
import { Clock } from '#platform/clock';
import type { TurnContent } from '../../sessions/agent-runtime.js';
import { turnContent } from '../../prompts/turn-content.js';

const NOTHING_MISSED: MissedWords = { note: null, lines: [] };

@Injectable()
export class TurnContentService {
  constructor(
    private readonly clock: Clock,
    private readonly humanWords: HumanWordsRepository,
    private readonly media: InboundMediaService,
  ) {}

  /**
   * @param shop time zone (IANA) and the mark of our own blocks
   * @param lastTurnStartedAt what a human said since then is news to the session
   */
  async of(
    conversation: LeasedConversation,
    messages: WaitingMessage[],
    shop: { timeZone: string; seal: string },
    lastTurnStartedAt: Date | null,
  ): Promise<TurnContent[]> {
    const [media, missed] = await Promise.all([
      this.media.read(conversation, messages),
      conversation.hadHuman
        ? this.humanWords.missedSince(conversation.id, lastTurnStartedAt)
        : NOTHING_MISSED,
    ]);
    return turnContent(
      messages.map(({ id, payload }) => ({ ...payload, media: media.get(id) ?? [] })),
      {
        now: this.clock.now(),
        ...shop,
        channel: messages[0]?.source ?? conversation.kind,
        missed,
      },
    );
  }
}
