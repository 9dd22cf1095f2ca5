import { describe, expect, it } from 'vitest';
import { changesState, isOwnOrigin } from './browser-origin.js';

const deployed = { publicUrl: 'https://ifa.example.com/', corsOrigin: 'https://app.example.com' };
const local = { publicUrl: null, corsOrigin: 'http://127.0.0.1:8080' };

describe('isOwnOrigin', () => {
  it.each(['https://ifa.example.com', 'https://app.example.com'])(
    'accepts our page %s',
    (origin) => {
      expect(isOwnOrigin({ origin, host: 'ifa.example.com' }, deployed)).toBe(true);
    },
  );

  it.each([
    undefined,
    '',
    'null',
    'http://ifa.example.com',
    'https://ifa.example.com.evil.example',
    'https://ifa.example.com:8443',
    'https://evil.example',
  ])('refuses %s', (origin) => {
    const headers = origin === undefined ? {} : { origin };
    expect(isOwnOrigin({ ...headers, host: 'ifa.example.com' }, deployed)).toBe(false);
  });

  it('does not take the Host header for ours once there is a public address', () => {
    const headers = { origin: 'https://other.example', host: 'other.example' };
    expect(isOwnOrigin(headers, deployed)).toBe(false);
  });

  it('without a public address accepts the address the browser used', () => {
    const host = 'localhost:8080';
    expect(isOwnOrigin({ origin: 'http://localhost:8080', host }, local)).toBe(true);
    expect(isOwnOrigin({ origin: 'http://localhost:3000', host }, local)).toBe(false);
  });
});

describe('changesState', () => {
  it('is false for reading methods only', () => {
    const methods = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'];
    expect(methods.filter((method) => !changesState(method))).toEqual(['GET', 'HEAD', 'OPTIONS']);
  });
});
