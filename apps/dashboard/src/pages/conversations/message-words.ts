/** How far a message got, in words. Pure. */
import type { Message } from '../../api/contract.js';
import { deliveryWords, reasonWords } from '../../ui/words.js';

type Said = Pick<Message, 'direction' | 'status' | 'error'>;

/** Where a message stands that needs no reason. */
const STATUSES: Record<string, string> = {
  done: '',
  queued: 'waiting to be answered',
  processing: 'being answered',
  expired: 'not answered',
  skipped: 'not answered',
  pending: 'waiting to be sent',
  sending: 'being sent',
  sent: 'sent ✓',
  delivered: 'delivered ✓✓',
  read: 'read ✓✓',
  unknown: 'may not have arrived',
  cancelled: 'not sent',
};

/** By status and reason; what is not here is said by the status alone. */
const WITH_REASON: Record<string, Record<string, string>> = {
  queued: {
    out_of_hours: 'waiting until the agent answers again',
    model_down: 'waiting: the AI cannot be reached right now',
    budget_busy: 'waiting for other answers to end',
  },
  skipped: {
    human_answered: 'you answered',
    taken_over: 'you answered',
    blocked: 'not answered: you have blocked this buyer',
    replayed: 'put in line again',
    dismissed: 'not answered: you put it away',
  },
  expired: {
    too_old: 'not answered: it was too old',
    buyer_limit: 'not answered: this buyer wrote more than your limit',
    paused: 'not answered: the agent was paused',
  },
  cancelled: {
    taken_over: 'not sent: you took over',
    blocked: 'not sent: you have blocked this buyer',
    blocked_by_user: 'not sent: the buyer has blocked this chat',
  },
};

/** '' for what went as it should. */
export function statusWords({ status, direction, error }: Said): string {
  if (status === 'failed') {
    return direction === 'in'
      ? `could not be answered. ${reasonWords(error)}`
      : `could not be sent. ${deliveryWords(error)}`;
  }
  return WITH_REASON[status]?.[error ?? ''] ?? STATUSES[status] ?? status;
}

/** Whether the seller should notice. */
export function isTroubled({ status }: Said): boolean {
  return ['failed', 'unknown', 'expired'].includes(status);
}
