/** Why a message waits although it is its turn; kept in `agent_inbox.error` until it goes on. */

/** For the shop to open (changed hours look for it); for the model to come back. Sellers see these two as states. */
export { MODEL_DOWN, OUT_OF_HOURS } from '#features/messaging';
/** For other runs to end, which hold what is left of the budget. */
export const BUDGET_BUSY = 'budget_busy';
