/** How much an agent may cost, and what one more run may do. Pure. Amounts are millionths of a US dollar. */

/** The plans of the house; the same words as in the sellers' table. */
export type BudgetPlan = 'free' | 'pro';

/** Hard limits of a plan. */
export interface BudgetLimits {
  /** Of a calendar month (UTC). */
  monthMicros: number;
  /** Of one conversation on one day (UTC). */
  conversationDayMicros: number;
  /** Of one run: what is set aside for it, and after which it may ask the model nothing more. */
  runMicros: number;
}

const LIMITS: Record<BudgetPlan, BudgetLimits> = {
  free: { monthMicros: 10_000_000, conversationDayMicros: 1_000_000, runMicros: 200_000 },
  pro: { monthMicros: 200_000_000, conversationDayMicros: 4_000_000, runMicros: 500_000 },
};

const WARN_SHARE = 0.8;

/** What has been spent when a run wants to start. */
export interface BudgetState {
  plan: BudgetPlan;
  monthSpentMicros: number;
  /** Set aside for runs under way. */
  monthReservedMicros: number;
  conversationDayMicros: number;
}

/**
 * `granted`: `reserveMicros` are set aside. `busy`: other runs hold what is left; they may leave some of it.
 * `refused`: it is spent.
 */
export type BudgetVerdict =
  | { kind: 'granted'; reserveMicros: number }
  | { kind: 'busy' }
  | { kind: 'refused'; limit: 'month' | 'conversation_day' };

/** The limits of a plan; an unknown one is the smallest. */
export function limitsOf(plan: string): BudgetLimits {
  return plan === 'pro' ? LIMITS.pro : LIMITS.free;
}

/**
 * A run may start while something is left besides what is set aside: then whatever it costs, the month is overspent
 * by less than that one run.
 */
export function decideBudget(state: BudgetState): BudgetVerdict {
  const limits = limitsOf(state.plan);
  if (state.monthSpentMicros >= limits.monthMicros) return { kind: 'refused', limit: 'month' };
  if (state.conversationDayMicros >= limits.conversationDayMicros) {
    return { kind: 'refused', limit: 'conversation_day' };
  }
  if (state.monthSpentMicros + state.monthReservedMicros >= limits.monthMicros) {
    return { kind: 'busy' };
  }
  return { kind: 'granted', reserveMicros: limits.runMicros };
}

/** Whether the seller should be told that the month's budget runs out. */
export function isWarningDue(plan: string, spentMicros: number): boolean {
  return spentMicros >= limitsOf(plan).monthMicros * WARN_SHARE;
}
