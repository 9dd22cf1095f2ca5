/** What a connection's state means for its channel: the spec's word, the finer one, and a sentence for the seller. */
import type { CloseReason, WhatsappState } from '#clients/whatsapp';
import type { ChannelStatus } from '../../channels/channel.entity.js';

/** The machine of a WhatsApp channel. */
export type WhatsappMachineState =
  | 'idle'
  | 'pairing'
  | 'connecting'
  | 'connected'
  | 'backoff'
  | 'logged_out'
  | 'conflict'
  | 'restricted'
  | 'outdated';

/** What a phone has to see to be linked, while that is so. */
export interface Pairing {
  qr: string | null;
  code: string | null;
  /** ISO. */
  expiresAt: string;
  /** Counts the QR codes of this pairing. */
  n: number;
}

export interface WhatsappHealth {
  status: ChannelStatus;
  state: WhatsappMachineState;
  pairing: Pairing | null;
  lastError: string | null;
  /** The account's number, once it is known. */
  phone: string | null;
}

const ENDINGS: Partial<Record<CloseReason, { state: WhatsappMachineState; lastError: string }>> = {
  logged_out: {
    state: 'logged_out',
    lastError: 'The link was ended on the phone. Connect again to go on.',
  },
  conflict: {
    state: 'conflict',
    lastError: 'Another program uses this link. Stop it there, then connect again.',
  },
  restricted: {
    state: 'restricted',
    lastError: 'WhatsApp has restricted this account for a time. Write from the phone meanwhile.',
  },
  outdated: {
    state: 'outdated',
    lastError:
      'WhatsApp no longer accepts this version. Whoever runs this system has to update it.',
  },
  pairing_expired: {
    state: 'idle',
    lastError: 'Nobody scanned the code in time. Connect again for a new one.',
  },
};

const plain = { pairing: null, lastError: null, phone: null };

/** @returns null for a state that says nothing about the channel (this worker has let go of it) */
export function healthOf(state: WhatsappState): WhatsappHealth | null {
  switch (state.state) {
    case 'idle':
      return null;
    case 'connecting':
      return { ...plain, status: 'pending', state: 'connecting' };
    case 'qr':
      return { ...plain, status: 'pending', state: 'pairing', pairing: pairingOf(state) };
    case 'pairing_code': {
      const { code, expiresAt } = state;
      const pairing = { qr: null, code, expiresAt: expiresAt.toISOString(), n: 1 };
      return { ...plain, status: 'pending', state: 'pairing', pairing };
    }
    case 'open':
      return {
        ...plain,
        status: 'connected',
        state: 'connected',
        phone: /^\d+/.exec(state.self.phone)?.[0] ?? null,
      };
    case 'closed':
      return closed(state);
  }
}

/** WhatsApp refuses messages to people who are new to the number, until then (null: it does not say). The socket stays open. */
export function restrictedHealth(until: Date | null): WhatsappHealth {
  const when = until === null ? 'for a time' : `until ${until.toISOString()}`;
  return {
    ...plain,
    status: 'connected',
    state: 'restricted',
    lastError: `WhatsApp does not let this number write to new people ${when}. Answer those from the phone meanwhile.`,
  };
}

/** Whether the operator, not the seller, has to act. */
export function isAlarm(state: WhatsappMachineState): boolean {
  return state === 'outdated' || state === 'restricted';
}

function pairingOf(state: Extract<WhatsappState, { state: 'qr' }>): Pairing {
  return { qr: state.text, code: null, expiresAt: state.expiresAt.toISOString(), n: state.n };
}

function closed(state: Extract<WhatsappState, { state: 'closed' }>): WhatsappHealth | null {
  const { reason, retryInMs } = state;
  if (reason === 'fenced' || reason === 'stopped') return null;
  if (reason === 'restart_required') return { ...plain, status: 'pending', state: 'connecting' };
  if (retryInMs !== null) {
    const lastError = 'The connection was lost; it is being made again.';
    return { ...plain, status: 'pending', state: 'backoff', lastError };
  }
  const ending = ENDINGS[reason] ?? {
    state: 'idle' as const,
    lastError: 'The connection could not be made. Connect again.',
  };
  return { ...plain, status: 'disconnected', ...ending };
}
