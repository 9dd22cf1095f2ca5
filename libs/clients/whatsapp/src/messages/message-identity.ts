/**
 * Who a chat is with. WhatsApp knows a person by two addresses, the LID (`123@lid`, stable, says nothing) and the phone
 * number (`4915…@s.whatsapp.net`). A chat is known by its LID wherever there is one; the number is an addition and may
 * be missing. Addresses here never name a device.
 */
import {
  isJidBroadcast,
  isJidGroup,
  isJidMetaAI,
  isJidNewsletter,
  isLidUser,
  isPnUser,
  jidDecode,
  jidNormalizedUser,
} from '../baileys.js';

/** The two addresses of a person: by which the chat is known, and the other one if it is known. */
export interface ChatIdentity {
  /** The LID, or the number's address where no LID is known. */
  chat: string;
  /** The number's address when `chat` is a LID; otherwise null. */
  alt: string | null;
}

/** Puts two addresses of one person in the right order. Either may be missing, not both. */
export function chatIdentity(address: string, other: string | null | undefined): ChatIdentity {
  const first = withoutDevice(address);
  const second = other ? withoutDevice(other) : null;
  if (isLid(first)) return { chat: first, alt: second !== null && isPhone(second) ? second : null };
  if (second !== null && isLid(second)) return { chat: second, alt: first };
  return { chat: first, alt: null };
}

/** Whether it is a LID address. */
export function isLid(address: string): boolean {
  return isLidUser(address) === true;
}

/** Whether it is an address by phone number. */
export function isPhone(address: string): boolean {
  return isPnUser(address) === true;
}

/** The address of the account behind a device's address. */
export function withoutDevice(address: string): string {
  return jidNormalizedUser(address);
}

/** Whether both are of the same account, as far as the addresses tell. */
export function isSameAccount(one: string, other: string | null | undefined): boolean {
  return other !== null && other !== undefined && withoutDevice(one) === withoutDevice(other);
}

/** The phone number of an address in international digits, or null for a LID. */
export function phoneNumberOf(address: string): string | null {
  return isPhone(address) ? (jidDecode(address)?.user ?? null) : null;
}

/** The address of a phone number; everything but digits is dropped. */
export function addressOf(phoneNumber: string): string {
  return `${phoneNumber.replace(/\D/g, '')}@s.whatsapp.net`;
}

/** Whether it is a chat with one person: not a group, a broadcast, a status, a newsletter or a bot of Meta's. */
export function isPersonalChat(address: string): boolean {
  const others = [isJidGroup, isJidBroadcast, isJidNewsletter, isJidMetaAI];
  return !others.some((is) => is(address) === true);
}
