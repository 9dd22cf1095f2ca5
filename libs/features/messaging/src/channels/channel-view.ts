/** A channel as the page that links it shows it: how far it is, and what a phone has to see meanwhile. */
import { z } from 'zod';
import type { Id } from '#platform/ids';
import type { ChannelPlatform, ChannelStatus } from './channel.entity.js';
import type { ChannelRow } from './channels.repository.js';

/** A channel as its seller sees it; never with secrets. */
export interface Channel {
  id: Id<'chn'>;
  platform: ChannelPlatform;
  platformId: string;
  displayName: string;
  purpose: 'bot' | 'notify';
  status: ChannelStatus;
  lastError: string | null;
  lastInboundAt: Date | null;
  createdAt: Date;
  /** Where a webhook channel's answers are posted; null: nowhere, or another platform. */
  answerUrl: string | null;
}

const webhookConfig = z.object({ url: z.string().optional() });
const shownConfig = z.object({
  state: z.string().optional(),
  pairing: z
    .object({
      qr: z.string().nullable(),
      code: z.string().nullable(),
      expiresAt: z.string(),
      n: z.number(),
    })
    .nullable()
    .optional(),
});

/** A channel with what a phone has to see to be linked. */
export interface ChannelView {
  channel: Channel;
  /**
   * The finer word. WhatsApp: idle, pairing, connecting, connected, backoff, logged_out, conflict, restricted, outdated;
   * elsewhere the status.
   */
  state: string;
  pairing: { qr: string | null; code: string | null; expiresAt: string; n: number } | null;
}

/** A socket that no worker holds is not connected, whatever was written last. */
function shownStatus(channel: ChannelRow): ChannelStatus {
  const { platform, status, held } = channel;
  return platform === 'whatsapp' && status === 'connected' && !held ? 'pending' : status;
}

const LEFT_ALONE =
  'No worker takes care of this channel at the moment. It goes on by itself as soon as one does; if this stays, tell whoever runs this system.';

/** What holds a socket or polls is nothing without a worker. */
function shownError({ config, status, left, lastError }: ChannelRow): string | null {
  const { transport } = config;
  const needsHolder = transport === 'socket' || transport === 'polling';
  return left && needsHolder && status !== 'disconnected' ? LEFT_ALONE : lastError;
}

/** It ended against the seller's wish, and nobody has looked after it since. */
export function isEnded({ status, lastError }: Pick<ChannelRow, 'status' | 'lastError'>): boolean {
  return status === 'disconnected' && lastError !== null;
}

/** What a seller may see of a channel. */
export function visible(channel: ChannelRow): Channel {
  return {
    id: channel.id,
    platform: channel.platform,
    platformId: channel.platformId,
    displayName: channel.displayName,
    purpose: channel.purpose,
    status: shownStatus(channel),
    lastError: shownError(channel),
    lastInboundAt: channel.lastInboundAt,
    createdAt: channel.createdAt,
    answerUrl:
      channel.platform === 'webhook' ? webhookConfig.parse(channel.config).url || null : null,
  };
}

/** A code that has run out is not shown, nor one whose socket went with its worker. */
export function viewOf(found: ChannelRow): ChannelView {
  const channel = visible(found);
  if (found.platform !== 'whatsapp') return { channel, state: channel.status, pairing: null };
  const { state, pairing } = shownConfig.parse(found.config);
  const valid = found.held && pairing && new Date(pairing.expiresAt) > new Date() ? pairing : null;
  return { channel, state: state ?? 'idle', pairing: valid };
}
