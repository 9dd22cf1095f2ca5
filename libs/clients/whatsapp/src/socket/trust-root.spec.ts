import { afterEach, describe, expect, it } from 'vitest';
import { WA_CERT_DETAILS } from '../baileys.js';
import { applyTrust } from './trust-root.js';

const root = 'ab'.repeat(32);
const whatsapps = Buffer.from(WA_CERT_DETAILS.PUBLIC_KEY).toString('hex');
const trusted = (): string => Buffer.from(WA_CERT_DETAILS.PUBLIC_KEY).toString('hex');

describe('applyTrust', () => {
  afterEach(() => applyTrust({}));

  it.each(['ws://127.0.0.1:8090/x', 'ws://localhost/x', 'ws://[::1]:1/x', 'wss://127.0.0.1/x'])(
    'takes a root of its own at %s',
    (wsUrl) => {
      applyTrust({ wsUrl, trustRoot: root });
      expect(trusted()).toBe(root);
    },
  );

  it('trusts WhatsApp where nothing else is said, and again afterwards', () => {
    applyTrust({ wsUrl: 'ws://127.0.0.1/x', trustRoot: root });
    applyTrust({ wsUrl: null, trustRoot: null });
    expect(trusted()).toBe(whatsapps);
  });

  it.each([
    ['another root beyond loopback', { wsUrl: 'wss://chat.example.com/x', trustRoot: root }],
    ['another root for WhatsApp itself', { wsUrl: null, trustRoot: root }],
    ['an open line beyond loopback', { wsUrl: 'ws://chat.example.com/x', trustRoot: null }],
    [
      'an address that only looks like loopback',
      { wsUrl: 'ws://127.0.0.1.example.com', trustRoot: root },
    ],
    ['a root that is no key', { wsUrl: 'ws://127.0.0.1/x', trustRoot: 'abc' }],
    ['what is no address', { wsUrl: 'whatsapp', trustRoot: null }],
  ])('refuses %s', (_, address) => {
    expect(() => applyTrust(address)).toThrow(
      expect.objectContaining({ code: 'whatsapp.bad_address' }),
    );
    expect(trusted()).toBe(whatsapps);
  });
});
