import { describe, expect, it } from 'vitest';
import { scrubSecrets } from './scrub-secrets.js';

describe('scrubSecrets', () => {
  it.each([
    'https://api.telegram.org/bot123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQ/getMe',
    'x-api-key sk-ant-api03-AAbbCCddEEffGGhh',
    'Authorization: Bearer AAbbCCddEEffGGhh',
    'cookie eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJBQWJiQ0NkZCJ9.AAbbCCdd',
    'connect postgres://ifa:AAbbCCdd@127.0.0.1:5432/ifa',
    'redis://:AAbbCCdd@127.0.0.1',
    'GET /etsy/oauth/callback?code=AAbbCCdd&state=AAbbCCdd',
    'whsec_AAbbCCddEEff',
  ])('takes the secret out of %s', (text) => {
    expect(scrubSecrets(text)).not.toContain('AAbbCC');
  });

  it('leaves ordinary lines alone', () => {
    const line =
      '{"level":"info","time":"2026-11-23T15:07:08.123Z","runId":"run_01abc","msg":"took 12:30 at 127.0.0.1:8080"}';
    expect(scrubSecrets(line)).toBe(line);
  });
});
