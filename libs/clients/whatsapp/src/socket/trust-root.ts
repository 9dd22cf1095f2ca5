/**
 * Whom the client takes for WhatsApp. A root key of one's own is accepted only together with a loopback address, so
 * that no configuration can make a deployed client trust anybody else; and anything beyond loopback has to be wss.
 */
import { WA_CERT_DETAILS } from '../baileys.js';
import { badAddress } from '../whatsapp.errors.js';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);
const KEY = /^[0-9a-f]{64}$/;
const WHATSAPP_ROOT = WA_CERT_DETAILS.PUBLIC_KEY;

/** Where to connect, and whom to trust there. Null means WhatsApp. */
export interface ServiceAddress {
  wsUrl?: string | null | undefined;
  /** 64 hex digits. */
  trustRoot?: string | null | undefined;
}

/** Checks the address and sets the trusted root for this process. Throws `whatsapp.bad_address`. */
export function applyTrust({ wsUrl, trustRoot }: ServiceAddress): void {
  const root = wsUrl ? checkedRoot(wsUrl, trustRoot ?? null) : null;
  if (!wsUrl && trustRoot) throw badAddress('A trust root needs a loopback address for WhatsApp.');
  WA_CERT_DETAILS.PUBLIC_KEY = root ?? WHATSAPP_ROOT;
}

function checkedRoot(wsUrl: string, trustRoot: string | null): typeof WHATSAPP_ROOT | null {
  const { protocol, hostname } = URL.parse(wsUrl) ?? { protocol: '', hostname: '' };
  const loopback = LOOPBACK.has(hostname);
  if (protocol !== 'wss:' && !(protocol === 'ws:' && loopback)) {
    throw badAddress('The address of WhatsApp has to be wss://, or ws:// on loopback.');
  }
  if (trustRoot === null) return null;
  if (!loopback) throw badAddress('A trust root is taken only for a loopback address.');
  if (!KEY.test(trustRoot)) throw badAddress('The trust root has to be 64 hex digits.');
  return Buffer.from(trustRoot, 'hex');
}
