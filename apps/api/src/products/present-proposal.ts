import { diffOf, type Proposal } from '#features/etsy';
import type { ProposalDto } from './proposals.dto.js';

/** The only way a proposal becomes JSON. */
export function presentProposal(found: Proposal): ProposalDto {
  const { id, status, productId, productTitle, conversationId, reason, outcome } = found;
  const { createdAt, expiresAt, decidedAt, finishedAt } = found;
  return {
    id,
    kind: found.proposal.kind,
    status,
    productId,
    productTitle,
    conversationId,
    reason,
    diff: diffOf(found.proposal),
    outcome,
    createdAt,
    expiresAt,
    decidedAt,
    finishedAt,
  };
}
