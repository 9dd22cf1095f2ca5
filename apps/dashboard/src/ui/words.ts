/** Times, money and states in plain words. Pure. */
import type { ConversationState } from '../api/contract.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** "just now", "5 min ago", "3 h ago", "2 days ago", then the date. */
export function timeAgo(iso: string | null, now = Date.now()): string {
  if (!iso) return 'never';
  const ms = now - Date.parse(iso);
  if (ms < MINUTE_MS) return 'just now';
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min ago`;
  if (ms < DAY_MS) return `${Math.floor(ms / HOUR_MS)} h ago`;
  if (ms < 7 * DAY_MS) return count(Math.floor(ms / DAY_MS), 'day') + ' ago';
  return new Date(iso).toLocaleDateString();
}

/** "14:05" today, "Nov 3, 14:05" before, with the year in another one. */
export function clockTime(iso: string): string {
  const date = new Date(iso);
  const now = new Date();
  const time = { hour: '2-digit', minute: '2-digit' } as const;
  if (date.toDateString() === now.toDateString()) return date.toLocaleTimeString([], time);
  const isThisYear = date.getFullYear() === now.getFullYear();
  const day = { month: 'short', day: 'numeric', ...time } as const;
  return date.toLocaleString([], isThisYear ? day : { ...day, year: 'numeric' });
}

/** "1 message", "3 messages"; `many` where the plural is not that simple. */
export function count(n: number, word: string, many = `${word}s`): string {
  return `${n.toLocaleString()} ${n === 1 ? word : many}`;
}

/** Millionths of a US dollar as a sum a person reads. */
export function money(micros: number): string {
  if (micros === 0) return '$0';
  if (micros < 10_000) return 'under 1¢';
  return `$${(micros / 1_000_000).toFixed(2)}`;
}

/** A price with its currency's sign. */
export function price(amount: string, currency: string): string {
  try {
    return new Intl.NumberFormat([], { style: 'currency', currency }).format(Number(amount));
  } catch {
    return `${amount} ${currency}`;
  }
}

/** A duration: "850 ms", "2.4 s", "3 min". */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < MINUTE_MS ? `${(ms / 1_000).toFixed(1)} s` : `${Math.round(ms / MINUTE_MS)} min`;
}

/** How a state is called and coloured. */
export const STATES: Record<ConversationState, { label: string; tone: Tone }> = {
  answered: { label: 'Answered', tone: 'good' },
  answering: { label: 'Answering…', tone: 'info' },
  waiting_for_opening: { label: 'Waits for opening', tone: 'quiet' },
  waiting_for_model: { label: 'Waits for the model', tone: 'warn' },
  waiting_for_you: { label: 'Waiting for you', tone: 'warn' },
  not_answered: { label: 'Not answered', tone: 'bad' },
  human: { label: 'You are answering', tone: 'info' },
  paused: { label: 'Paused', tone: 'quiet' },
  closed: { label: 'Closed', tone: 'quiet' },
  blocked: { label: 'Blocked', tone: 'quiet' },
};

export type Tone = 'good' | 'info' | 'warn' | 'bad' | 'quiet';

export const PLATFORMS: Record<string, string> = {
  whatsapp: 'WhatsApp',
  telegram: 'Telegram',
  webhook: 'Other apps',
};

/** Why a message got no answer. */
const REASONS: Record<string, string> = {
  too_old: 'It was older than your limit.',
  budget: 'The money of the plan was spent.',
  buyer_limit: 'This buyer wrote more than allowed.',
  paused: 'The agent was paused.',
  human_requested: 'The buyer waits for you.',
  crashed: 'The server stopped in the middle of it, again and again.',
  timeout: 'The answer took too long.',
  expired: 'It was too old.',
  failed: 'It did not work after several attempts.',
};

/** In words, whatever the class of failure. */
export function reasonWords(reason: string | null): string {
  if (reason === null) return 'Not known.';
  return REASONS[reason] ?? `It did not work (${reason.replaceAll('_', ' ')}).`;
}

/** Why a message did not get through. */
const DELIVERY_REASONS: Record<string, string> = {
  address_not_public: 'The address for answers is not a public one.',
  agent_paused: 'The agent is paused.',
  blocked_by_user: 'The buyer has blocked this chat.',
  channel_disconnected: 'The channel is not linked any more.',
  gone: 'The address for answers said that it is gone for good.',
  not_connected: 'The channel had no connection.',
  not_sent: 'Our server stopped before it was sent.',
  too_old: 'It had grown too old.',
  unauthorized: 'The platform no longer accepts this link.',
  unreachable: 'The address for answers could not be reached.',
};

/** In words, whatever the platform or the program at the other end said. */
export function deliveryWords(reason: string | null): string {
  if (reason === null) return 'Why is not known.';
  const status = /^status_(\d{3})$/.exec(reason)?.[1];
  if (status) return `The address for answers answered ${status}.`;
  return DELIVERY_REASONS[reason] ?? `It was refused (${reason.replaceAll('_', ' ')}).`;
}
