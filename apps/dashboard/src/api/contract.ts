/**
 * Answers of the API as the pages use them. Times are ISO strings, money is in millionths of a US dollar. What the
 * OpenAPI document describes is checked against it in contract-check.ts.
 */

export interface Seller {
  id: string;
  email: string;
  name: string;
  plan: 'free' | 'pro';
  status: 'active' | 'suspended';
  createdAt: string;
  emailVerified?: boolean;
  totpEnabled?: boolean;
}

export interface Meta {
  standins: Record<'etsy' | 'model' | 'telegram' | 'whatsapp', boolean>;
  /** Where the buyer's phone is played; null without stand-ins. */
  standinsUrl: string | null;
}

export interface AgentConfig {
  debounceMs?: number;
  maxAnswerAgeMs?: number;
  takeoverMs?: number;
  timeZone?: string;
  language?: string;
  buyerMessagesPerMinute?: number;
  buyerMessagesPerDay?: number;
  escalateAfterMs?: number;
  hours?: { days: Record<string, [string, string][]>; outOfHoursLine?: string };
}

export interface Agent {
  id: string;
  name: string;
  status: 'active' | 'paused';
  soulInstructions: string;
  config?: AgentConfig;
  createdAt: string;
}

export type ConversationState =
  | 'answered'
  | 'answering'
  | 'waiting_for_you'
  | 'not_answered'
  | 'human'
  | 'paused'
  | 'closed'
  | 'blocked';

export interface Conversation {
  id: string;
  kind: 'buyer' | 'seller' | 'test';
  channel: { id: string; platform: string; displayName: string } | null;
  buyerName: string;
  state: ConversationState;
  owner: 'ai' | 'human';
  humanUntil: string | null;
  unread: number;
  note: string;
  lastMessage: { text: string; author: string; at: string } | null;
  updatedAt: string;
}

export interface Message {
  id: string;
  direction: 'in' | 'out';
  author: 'buyer' | 'seller' | 'agent' | 'human' | 'phone' | 'system';
  text: string;
  media: { kind: string; url: string | null; mimeType: string | null }[];
  status: string;
  error: string | null;
  runId: string | null;
  at: string;
}

export interface Run {
  id: string;
  status: string;
  startedAt: string | null;
  finishedAt: string | null;
  ms: number | null;
  costMicros: number;
  error: string | null;
  tools: { name: string; input: unknown; ok: boolean | null; ms: number | null }[];
}

export interface Product {
  id: string;
  etsyListingId: string;
  title: string;
  description: string;
  price: string;
  currency: string;
  quantity: number | null;
  state: string;
  tags: string[];
  images: { url: string; thumbnailUrl: string; altText: string | null }[];
  url: string;
  syncedAt: string;
}

export interface Channel {
  id: string;
  platform: 'whatsapp' | 'telegram' | 'webhook';
  platformId: string;
  displayName: string;
  status: 'pending' | 'connected' | 'disconnected';
  purpose: 'bot' | 'notify';
  lastError: string | null;
  lastInboundAt: string | null;
  createdAt: string;
}

export interface ShopConnection {
  shopName: string;
  status: 'active' | 'needs_reconnect';
  lastSyncAt: string | null;
}

export interface ActivityEvent {
  id: string;
  eventType: string;
  content: string;
  metadata: Record<string, unknown>;
  createdAt: string;
}

export interface Overview {
  products: { total: number };
  agent: { id: string; name: string; status: 'active' | 'paused' } | null;
  etsyConnection: ShopConnection | null;
  channels: Record<'whatsapp' | 'telegram', Channel['status']>;
  recentActivity: ActivityEvent[];
  messages24h: { total: number; processed: number; pending: number };
}

export interface Usage {
  plan: string;
  month: { costMicros: number; limitMicros: number; runs: number };
  today: { costMicros: number; runs: number };
}

export interface Knowledge {
  id: string;
  question: string;
  answer: string;
}

export interface Suggestion {
  id: string;
  question: string;
  conversationId: string;
  at: string;
}

export interface NotAnswered {
  id: string;
  conversationId: string;
  buyerName: string;
  text: string;
  reason: string;
  at: string;
}

export interface SoulVersion {
  id: string;
  soulInstructions: string;
  createdAt: string;
  current: boolean;
}

export interface SignInSession {
  id: string;
  userAgent: string | null;
  ipAddress: string | null;
  createdAt: string;
  lastSeenAt?: string | null;
  current: boolean;
}

export interface Paged {
  next: string | null;
}
