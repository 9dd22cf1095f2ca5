import { describe, expect, it } from 'vitest';
import { parseEnvironment } from '#platform/config';
import { WHATSAPP_STANDIN_ROOT_KEY } from './index.js';

describe("the root key of WhatsApp's stand-in", () => {
  it('is the one that every process trusts when WhatsApp is a stand-in', () => {
    const config = parseEnvironment({
      JWT_SECRET: '5b1f0c9e7a3d48266e94f1d07cb2a85e',
      TOKEN_ENCRYPTION_KEY: 'ab'.repeat(32),
    });
    expect(config.whatsapp).toMatchObject({ standin: true, trustRoot: WHATSAPP_STANDIN_ROOT_KEY });
  });
});
