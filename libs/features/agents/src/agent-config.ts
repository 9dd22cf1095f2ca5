import type { BusinessHours } from './hours/business-hours.js';

/** Settings of an agent that its seller may change. Absent means the default named here. */
export interface AgentConfig {
  /** Silence to wait for before answering a burst of a buyer's messages, ms. Default 2000. */
  debounceMs?: number;
  /** The longest a burst may hold back the answer, ms. Default 15000. */
  maxDebounceMs?: number;
  /** A message older than this is listed, not answered, ms. Default 12 h. */
  maxAnswerAgeMs?: number;
  /** How long a human keeps a conversation after taking it over, ms. Default 4 h. */
  takeoverMs?: number;
  /** IANA time zone of the shop. Default UTC. */
  timeZone?: string;
  /** How long a buyer who asked for a human waits before the seller is told again, ms. Default 30 min. */
  escalateAfterMs?: number;
  /** Whether the agent goes on with such a buyer then. Default no. */
  escalateHandBack?: boolean;
  /** More than this of one buyer is not answered. Default 60 a minute, 500 a day. */
  buyerMessagesPerMinute?: number;
  buyerMessagesPerDay?: number;
  /** Language to answer in; absent: the buyer's own. */
  language?: string;
  /** A conversation whose context has grown past this goes on from a summary, tokens. Default 30000. */
  maxContextTokens?: number;
  /** When buyers are answered; absent: always. */
  hours?: BusinessHours;
}

/** The defaults of {@link AgentConfig}. */
export const AGENT_CONFIG_DEFAULTS = {
  debounceMs: 2_000,
  maxDebounceMs: 15_000,
  maxAnswerAgeMs: 12 * 3_600_000,
  takeoverMs: 4 * 3_600_000,
  escalateAfterMs: 30 * 60_000,
  escalateHandBack: false,
  buyerMessagesPerMinute: 60,
  buyerMessagesPerDay: 500,
  timeZone: 'UTC',
  maxContextTokens: 30_000,
} as const satisfies AgentConfig;

/** A config with every default filled in. */
export function effectiveConfig(config: AgentConfig): AgentConfig & typeof AGENT_CONFIG_DEFAULTS {
  return { ...AGENT_CONFIG_DEFAULTS, ...config } as AgentConfig & typeof AGENT_CONFIG_DEFAULTS;
}
