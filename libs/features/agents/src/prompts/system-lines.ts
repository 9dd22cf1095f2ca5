/** The few lines that IFA itself says to a buyer, never the model. */

/** When a message had to be given up. At most once per {@link APOLOGY_SILENCE_MS} and conversation. */
export const APOLOGY =
  "Sorry, I can't answer this right now. The shop has your message and will get back to you.";

/** When the shop's budget for its assistant is used up. */
export const OUT_OF_BUDGET =
  'Thank you for your message! The shop has it and will get back to you personally.';

/** The same, to the seller in their own chat. */
export const OWN_BUDGET_SPENT =
  "The budget of your plan is used up, so I can't answer. Messages of buyers are kept under “Not answered”.";

export const APOLOGY_SILENCE_MS = 6 * 3_600_000;
