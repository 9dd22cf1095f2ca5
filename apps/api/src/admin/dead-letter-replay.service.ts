/** Puts a message that was given up in line again, by the same way that its seller has. */
import { Injectable } from '@nestjs/common';
import { NotAnsweredService, TurnNudgerService } from '#features/agents';
import { AppError } from '#platform/errors';
import type { Id } from '#platform/ids';
import { HouseViewRepository } from './house-view.repository.js';

/** Replays dead letters. */
@Injectable()
export class DeadLetterReplay {
  constructor(
    private readonly view: HouseViewRepository,
    private readonly messages: NotAnsweredService,
    private readonly nudger: TurnNudgerService,
  ) {}

  /**
   * @returns the id of the new copy in line
   * @throws AppError `admin.dead_letter_not_found`, `agents.message_not_found` (404), also when somebody was quicker
   */
  async replay(inboxId: string): Promise<Id<'inb'>> {
    const sellerId = await this.view.findDeadLetterSeller(inboxId);
    if (!sellerId) throw deadLetterNotFound();
    const accepted = await this.messages.replay(sellerId, inboxId);
    this.nudger.onAccepted(accepted);
    return accepted.inboxId;
  }
}

function deadLetterNotFound(): AppError {
  return new AppError({
    kind: 'not_found',
    code: 'admin.dead_letter_not_found',
    message: 'There is no such dead letter; somebody may have replayed it already.',
  });
}
