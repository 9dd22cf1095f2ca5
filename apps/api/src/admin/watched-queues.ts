/** The queues that administrators see. A new job is one line here. */
import { DrainDeliveries, RunTurn } from '#features/agents';
import { PublishProposal, ReadOrder, SyncShop } from '#features/etsy';

const CONTRACTS = [RunTurn, DrainDeliveries, SyncShop, ReadOrder, PublishProposal];

/** Their names, each once. */
export const WATCHED_QUEUES: readonly string[] = [
  ...new Set(CONTRACTS.map((contract) => contract.queue)),
];
