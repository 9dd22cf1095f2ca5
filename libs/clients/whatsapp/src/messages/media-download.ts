/**
 * Fetches a picture or a recording from WhatsApp's media host and decrypts it. The sender of a message chooses the
 * path and could name any host; here the host is WhatsApp's (or the loopback stand-in's), the MAC is checked before
 * anything is decrypted (Baileys skips that), and the size has a limit.
 */
import { createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { type HttpAnswer, HttpClient, HttpFailure } from '#platform/http';
import { mediaGone, mediaUnusable } from '../whatsapp.errors.js';
import type { MediaHandle } from './whatsapp-message.js';

const WHATSAPP_MEDIA = 'https://mmg.whatsapp.net';
const KEY_INFO = { image: 'WhatsApp Image Keys', audio: 'WhatsApp Audio Keys' };
const MAC_BYTES = 10;
/** Padding and MAC around the plain bytes. */
const OVERHEAD_BYTES = 64;
const TIMEOUT_MS = 30_000;

const http = new HttpClient();

/**
 * The plain bytes. Throws `whatsapp.media_gone` (ask the sender to send it again), `whatsapp.media_unusable` (too large
 * or not what it claims to be) or a failure of the network that may be tried again.
 */
export async function downloadMedia(
  handle: MediaHandle,
  o: { maxBytes: number; wsUrl: string | null },
): Promise<Buffer> {
  const answer = await fetched(mediaUrl(handle.directPath, o.wsUrl), o.maxBytes + OVERHEAD_BYTES);
  if (!answer.ok) throw mediaGone(answer.status);
  const plain = decryptMedia(handle, answer.bytes);
  if (plain.length > o.maxBytes) throw mediaUnusable('It is larger than is accepted.');
  return plain;
}

async function fetched(url: string, maxBodyBytes: number): Promise<HttpAnswer> {
  const headers = { origin: 'https://web.whatsapp.com' };
  try {
    return await http.send({ url, headers, maxBodyBytes, timeoutMs: TIMEOUT_MS });
  } catch (error) {
    const tooLarge = error instanceof HttpFailure && error.reason === 'too_large';
    throw tooLarge ? mediaUnusable('It is larger than is accepted.') : error;
  }
}

/** Where it lies. `wsUrl` is the address of the stand-in, or null for WhatsApp. */
function mediaUrl(directPath: string, wsUrl: string | null): string {
  const origin = wsUrl === null ? WHATSAPP_MEDIA : new URL(wsUrl.replace(/^ws/, 'http')).origin;
  const url = URL.parse(directPath, origin);
  if (!directPath.startsWith('/') || url?.origin !== origin) {
    throw mediaUnusable('Its path leads elsewhere.');
  }
  return url.href;
}

function decryptMedia({ type, mediaKey }: MediaHandle, file: Buffer): Buffer {
  const secret = Buffer.from(mediaKey, 'base64');
  const keys = Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), KEY_INFO[type], 112));
  const iv = keys.subarray(0, 16);
  const sealed = file.subarray(0, -MAC_BYTES);
  const mac = createHmac('sha256', keys.subarray(48, 80)).update(iv).update(sealed).digest();
  const claimed = file.subarray(-MAC_BYTES);
  if (claimed.length < MAC_BYTES || !timingSafeEqual(mac.subarray(0, MAC_BYTES), claimed)) {
    throw mediaUnusable('It is not what the sender encrypted.');
  }
  const cipher = createDecipheriv('aes-256-cbc', keys.subarray(16, 48), iv);
  return Buffer.concat([cipher.update(sealed), cipher.final()]);
}
