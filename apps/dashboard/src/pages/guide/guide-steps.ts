/** The way from a new account to the first real answer. Pure. */
import type { FirstSteps, Overview } from '../../api/contract.js';

/** The steps in their order. */
export type GuideStep = 'shop' | 'sync' | 'agent' | 'try' | 'channel' | 'answer';

export const GUIDE_STEPS: readonly GuideStep[] = [
  'shop',
  'sync',
  'agent',
  'try',
  'channel',
  'answer',
];

/** What is done already. */
export function doneSteps(overview: Overview, firstSteps: FirstSteps): Set<GuideStep> {
  const { etsyConnection, agent, channels } = overview;
  const isLinked = Object.values(channels).includes('connected');
  const facts: Record<GuideStep, boolean> = {
    shop: etsyConnection !== null,
    sync: etsyConnection?.lastSyncAt != null,
    agent: agent !== null,
    try: firstSteps.tried,
    channel: isLinked || firstSteps.answered,
    answer: firstSteps.answered,
  };
  return new Set(GUIDE_STEPS.filter((step) => facts[step]));
}

/** The first step that is not done, or null at the end of the way. */
export function nextStep(done: ReadonlySet<GuideStep>): GuideStep | null {
  return GUIDE_STEPS.find((step) => !done.has(step)) ?? null;
}
