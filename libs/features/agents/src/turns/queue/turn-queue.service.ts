/** What waits in a conversation, and what of it one run answers. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { InboxRepository, type LeasedConversation, type WaitingMessage } from '#features/messaging';
import type { AgentBrief } from '../brief/agent-brief.service.js';
import { batchForRun, waitBeforeAnswerMs } from './turn-collector.js';
import { TurnGatesService } from './turn-gates.service.js';
import { TurnRecordsService } from '../turn-records.service.js';

@Injectable()
export class TurnQueueService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly inbox: InboxRepository,
    private readonly records: TurnRecordsService,
    private readonly gates: TurnGatesService,
  ) {}

  /** What waits, oldest first. */
  async waiting(conversation: LeasedConversation): Promise<WaitingMessage[]> {
    return this.inbox.listQueued(this.dataSource, conversation.id);
  }

  /** What of it the next run answers; empty when nothing is due, and then the conversation knows when it will be. */
  async dueBatch(
    conversation: LeasedConversation,
    brief: AgentBrief,
    queued: WaitingMessage[],
  ): Promise<WaitingMessage[]> {
    const due = batchForRun(await this.inTime(conversation, brief, queued));
    if (due.length === 0) await this.records.settleDue(conversation);
    return due;
  }

  /**
   * Lists those that are too old to be answered; the rest is answered.
   *
   * @param passedMs since they were read
   */
  async inTime(
    conversation: LeasedConversation,
    brief: AgentBrief,
    messages: WaitingMessage[],
    passedMs = 0,
  ): Promise<WaitingMessage[]> {
    const { maxAnswerAgeMs } = brief.config;
    const tooOld = messages.filter(
      ({ writtenAgeMs }) =>
        this.gates.countedAgeMs(brief, writtenAgeMs + passedMs) > maxAnswerAgeMs,
    );
    if (tooOld.length === 0) return messages;
    await this.records.expire(conversation, tooOld);
    return messages.filter((message) => !tooOld.includes(message));
  }

  /** Waits until the writer has finished. */
  async collect(
    conversation: LeasedConversation,
    brief: AgentBrief,
    due: WaitingMessage[],
    signal: AbortSignal,
  ): Promise<WaitingMessage[]> {
    const settings =
      conversation.kind === 'buyer' ? brief.config : { debounceMs: 0, maxDebounceMs: 0 };
    let batch = due;
    for (;;) {
      const waitMs = waitBeforeAnswerMs(batch, settings);
      if (waitMs === 0 || signal.aborted) return batch;
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
      batch = batchForRun(await this.waiting(conversation));
    }
  }

  /** Nothing was done: says when there will be something to do. */
  async settleDue(conversation: LeasedConversation): Promise<void> {
    await this.records.settleDue(conversation);
  }
}
