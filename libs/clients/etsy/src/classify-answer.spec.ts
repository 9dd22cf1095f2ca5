import { describe, expect, it } from 'vitest';
import { HttpAnswer } from '#platform/http';
import { classifyAnswer, parseJson } from './classify-answer.js';

function classify(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
  operation = 'getShop',
) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return classifyAnswer(operation, new HttpAnswer(status, headers, Buffer.from(text)));
}

/** Bodies as they are quoted in Etsy's issue tracker. */
const SEEN: [number, unknown, string][] = [
  [400, { error: 'invalid_grant', error_description: 'refresh_token is revoked' }, 'revoked_grant'],
  [401, { error: 'invalid_token', error_description: 'access token is expired' }, 'expired_token'],
  [401, { error: 'Missing x-api-key header or client_id.' }, 'misconfigured_key'],
  [
    401,
    { error: 'invalid_client', error_description: 'client_id is invalid' },
    'misconfigured_key',
  ],
  [
    403,
    { error: 'insufficient_scope', error_description: 'Insufficient scope' },
    'insufficient_scope',
  ],
  [403, { error: 'access token has been revoked' }, 'revoked_grant'],
  [403, { error: 'Shared secret is required in x-api-key header.' }, 'misconfigured_key'],
  [403, { error: 'application not recognized' }, 'misconfigured_key'],
  [403, { error: 'The user is not the owner of this shop.' }, 'forbidden'],
  [403, '<html>Access denied</html>', 'not_json'],
  [404, { error: 'Could not find a Listing' }, 'not_found'],
  [429, { error: 'Exceeded per second rate limit' }, 'per_second_limit'],
  [429, { error: 'Exceeded daily rate limit' }, 'per_day_limit'],
  [
    400,
    { error: 'Offset provided is greater than the maximum offset allowed.' },
    'offset_too_large',
  ],
  [400, { error: 'One offering must have quantity greater than 0' }, 'validation'],
  [409, { error: 'Conflict' }, 'validation'],
  [500, { error: 'Server Error' }, 'server_error'],
  [502, '<html>Bad gateway</html>', 'server_error'],
];

describe('the texts of an answer', () => {
  it('are what a database takes: no NUL, no half of a pair', () => {
    const text = String.raw`{"a":"x\u0000y","b":["\ud83d\ude00","\ud83d!","\uDE00"],"c":"caf\u00e9"}`;
    expect(parseJson(text)).toEqual({ a: 'xy', b: ['😀', '\ufffd!', '\ufffd'], c: 'café' });
  });

  it('keep whole pairs, however they are written', () => {
    const text = String.raw`["\ud83d\ude00\uD83D\uDE00", "😀"]`;
    expect(parseJson(text)).toEqual(['😀😀', '😀']);
  });
});

describe('what an answer of Etsy means', () => {
  it.each(SEEN)('%i %j is %s', (status, body, reason) => {
    expect(classify(status, body).reason).toBe(reason);
  });

  it('reads an array of issues', () => {
    const issue = {
      path: '/title/1',
      type: 'invalid_characters',
      message: 'contains invalid characters',
    };
    const failure = classify(400, [issue], { 'x-etsy-request-uuid': 'u-1' });
    expect(failure.reason).toBe('validation');
    expect(failure.issues).toEqual([{ path: '/title/1', message: 'contains invalid characters' }]);
    expect(failure.requestUuid).toBe('u-1');
  });

  it('says how long to wait, and tells the day limit by its counter when the text is silent', () => {
    expect(classify(429, 'slow down', { 'retry-after': '2' })).toMatchObject({
      reason: 'per_second_limit',
      retryAfterMs: 2_000,
    });
    const day = classify(429, {}, { 'x-remaining-today': '0', 'retry-after': '86400' });
    expect(day).toMatchObject({ reason: 'per_day_limit', retryAfterMs: 86_400_000 });
    expect(classify(429, { error: 'Exceeded daily rate limit' }).retryAfterMs).toBeGreaterThan(
      60_000,
    );
  });

  it('takes a refused ping for a wrong key', () => {
    expect(classify(404, { error: 'no permission' }, {}, 'ping').reason).toBe('misconfigured_key');
  });
});
