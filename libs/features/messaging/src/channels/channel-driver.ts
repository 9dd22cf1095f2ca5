/**
 * The port of a messaging platform. One driver per platform; a driver knows its client and nothing of agents.
 * What a send came to is a value, not an exception: the outbox decides what to do with it.
 */
import type { Id } from '#platform/ids';
import type { ChannelPlatform } from './channel.entity.js';

/** A channel with its secrets opened, as drivers get it. */
export interface OpenChannel {
  id: Id<'chn'>;
  sellerId: Id<'sel'>;
  agentId: Id<'agt'>;
  platform: ChannelPlatform;
  platformId: string;
  secrets: Record<string, string>;
  config: Record<string, unknown>;
  /** Of this link: one that is made anew has another. */
  epoch: number;
}

export interface OutgoingMessage {
  deliveryId: Id<'out'>;
  chatId: string;
  text: string;
  /** Set when the message was tried before under an id of our choosing (platforms that allow it). */
  externalId: string | null;
  /** For a driver that waits before it sends: whether the message is still to go out; asked last of all. */
  isStillWanted(): Promise<boolean>;
}

export type SendOutcome =
  | { status: 'sent'; externalId: string | null }
  /** Surely not delivered; try again after `afterMs`. `untried`: the platform was not even called. */
  | { status: 'retry'; afterMs: number; reason: string; untried?: boolean }
  /** Surely not delivered and never will be. `channelDead`: the channel itself is gone (token revoked). */
  | { status: 'failed'; reason: string; channelDead?: boolean }
  /** The platform may have it; never resent. */
  | { status: 'unknown'; reason: string };

export interface ChannelDriver {
  readonly platform: ChannelPlatform;
  /** Cuts an answer into the parts this platform takes, in order. */
  split(text: string): string[];
  /**
   * An id of our choosing for a new message, under which a repeat is harmless; absent or null where the platform has
   * none. It is stored before the first send.
   */
  messageId?(channel: OpenChannel, deliveryId: Id<'out'>): string | null;
  /** Waits between attempts that surely were not delivered, ms; the last one repeats. Default: 1 s doubling to 5 min. */
  readonly retryDelaysMs?: readonly number[];
  send(channel: OpenChannel, message: OutgoingMessage): Promise<SendOutcome>;
  /** How often "typing…" is to be shown again while it is to stand, ms; null where the platform has no such thing. */
  readonly typingEveryMs: number | null;
  /** Shows "typing…" for a little longer than that; never throws. */
  showTyping(channel: OpenChannel, chatId: string): Promise<void>;
  /** The bytes of a picture or recording by the reference that came with it; null when it cannot be fetched here. */
  fetchMedia?(channel: OpenChannel, reference: string, maxBytes: number): Promise<Buffer | null>;
}

/** Token under which the apps provide the list of drivers. */
export const CHANNEL_DRIVERS = Symbol('CHANNEL_DRIVERS');
