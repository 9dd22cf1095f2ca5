import { Injectable } from '@nestjs/common';
import { ProposalPublisherService, PublishProposal } from '#features/etsy';
import { type HandlesJob, JobHandler, type JobData } from '#platform/queue';

/** A nudge: a proposal was approved. Its row decides whether it is still to be published. */
@JobHandler(PublishProposal)
@Injectable()
export class PublishProposalHandler implements HandlesJob<typeof PublishProposal> {
  constructor(private readonly publisher: ProposalPublisherService) {}

  async handle({ proposalId }: JobData<typeof PublishProposal>): Promise<void> {
    await this.publisher.publish(proposalId);
  }
}
