/** What the activity log says of a new proposal. */
import type { NewProposal } from '#features/etsy';
import type { Id } from '#platform/ids';
import type { NewEvent } from './event-log.service.js';

/** @param runId null: proposed by a program of the seller's own */
export function proposalEvent(proposal: NewProposal, runId: Id<'run'> | null): NewEvent {
  return {
    type: 'proposal.changed',
    metadata: {
      proposalId: proposal.id,
      productId: proposal.productId,
      status: 'pending',
      ...(runId === null ? {} : { runId }),
    },
  };
}
