import type { ChannelView } from '#features/messaging';
import type { WhatsappQrDto } from './whatsapp.dto.js';

/** A channel as its page shows it. */
export function presentView({ channel, state, pairing }: ChannelView): WhatsappQrDto {
  return {
    status: channel.status,
    state,
    qr: pairing?.qr ?? null,
    code: pairing?.code ?? null,
    expiresAt: pairing?.expiresAt ?? null,
    n: pairing?.n ?? null,
    lastError: channel.lastError,
  };
}
