import { describe, expect, it } from 'vitest';
import {
  addressOf,
  chatIdentity,
  isPersonalChat,
  isSameAccount,
  phoneNumberOf,
} from './message-identity.js';

const LID = '88123@lid';
const PHONE = '4915112345678@s.whatsapp.net';

describe('chatIdentity', () => {
  it('puts the LID first, whichever address came first, and drops devices', () => {
    const expected = { chat: LID, alt: PHONE };
    expect(chatIdentity(LID, PHONE)).toEqual(expected);
    expect(chatIdentity(PHONE, LID)).toEqual(expected);
    expect(chatIdentity('88123:4@lid', '4915112345678:0@s.whatsapp.net')).toEqual(expected);
  });

  it('lives with one address', () => {
    expect(chatIdentity(LID, undefined)).toEqual({ chat: LID, alt: null });
    expect(chatIdentity(PHONE, null)).toEqual({ chat: PHONE, alt: null });
    expect(chatIdentity(PHONE, PHONE)).toEqual({ chat: PHONE, alt: null });
  });
});

describe('phone numbers', () => {
  it('are found in addresses by number only', () => {
    expect(phoneNumberOf(PHONE)).toBe('4915112345678');
    expect(phoneNumberOf(LID)).toBeNull();
  });

  it('become addresses however they are written', () => {
    expect(addressOf('+49 (151) 123-45678')).toBe(PHONE);
  });
});

describe('isPersonalChat', () => {
  it.each([LID, PHONE])('is true for %s', (address) => {
    expect(isPersonalChat(address)).toBe(true);
  });

  it.each(['123-456@g.us', 'status@broadcast', '1@newsletter', '5@broadcast', '9@bot'])(
    'is false for %s',
    (address) => expect(isPersonalChat(address)).toBe(false),
  );
});

describe('isSameAccount', () => {
  it('looks past the device but not past the kind of address', () => {
    expect(isSameAccount('88123:7@lid', LID)).toBe(true);
    expect(isSameAccount('88123@s.whatsapp.net', LID)).toBe(false);
    expect(isSameAccount(LID, undefined)).toBe(false);
  });
});
