/** Why a message waits although it is its turn; kept in `agent_inbox.error` until it goes on. */

/** For the shop to open; changed hours look for it. */
export const OUT_OF_HOURS = 'out_of_hours';
/** For the model to come back. */
export const MODEL_DOWN = 'model_down';
/** For other runs to end, which hold what is left of the budget. */
export const BUDGET_BUSY = 'budget_busy';
