/** EtsyOAuthClient and order webhooks against the stand-in over loopback HTTP. */
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPkcePair, decodeEtsyText, readOrderWebhook } from '#clients/etsy';
import { freePort } from '../support/servers/ports.js';
import { etsyFailureOf, type RunningEtsy, runEtsy } from '../support/apps/running-etsy.js';

let running: RunningEtsy;
beforeEach(async () => {
  running = await runEtsy();
});
afterEach(() => running.close());

/** A member opens the address in a browser and presses a button. */
async function press(address: string, decision: 'allow' | 'deny'): Promise<URL> {
  const page = await fetch(address);
  const fields = [...(await page.text()).matchAll(/name="(\w+)" value="([^"]*)"/g)].filter(
    ([, name]) => name !== 'decision',
  );
  const form = new URLSearchParams(
    fields.map(([, name, value]): [string, string] => [
      String(name),
      decodeEtsyText(String(value)),
    ]),
  );
  form.set('decision', decision);
  const answer = await fetch(new URL('/etsy/oauth/connect', running.url), {
    method: 'POST',
    body: form,
    redirect: 'manual',
  });
  return new URL(String(answer.headers.get('location')));
}

describe('connecting', () => {
  it('goes from the authorize address to tokens that name the member', async () => {
    const { verifier, challenge } = createPkcePair();
    const back = await press(running.oauth().authorizeUrl({ state: 'st', challenge }), 'allow');
    expect(back.searchParams.get('state')).toBe('st');
    const tokens = await running.oauth().exchangeCode({
      code: String(back.searchParams.get('code')),
      verifier,
    });
    expect(tokens).toMatchObject({
      etsyUserId: running.etsy.demoShop.userId,
      expiresInSeconds: 3_600,
    });
    expect(await running.clientWith().getMe({ accessToken: tokens.accessToken })).toEqual({
      user_id: running.etsy.demoShop.userId,
      shop_id: running.shopId,
    });
    const again = await etsyFailureOf(
      running.oauth().exchangeCode({ code: String(back.searchParams.get('code')), verifier }),
    );
    expect(again.reason).toBe('revoked_grant');
  });

  it('writes scopes with %20, as Etsy documents', () => {
    expect(running.oauth().authorizeUrl({ state: 's', challenge: 'c' })).toContain(
      'scope=shops_r%20listings_r',
    );
  });

  it('renews once: the old refresh token is a lost grant, a 5xx is not', async () => {
    const { refresh_token } = running.etsy.grant(running.shopId, { clientId: 'keystring' });
    running.etsy.addFault({ operation: 'token', action: { kind: 'status', status: 500 } });
    expect((await etsyFailureOf(running.oauth().refresh(refresh_token))).reason).toBe(
      'server_error',
    );
    const renewed = await running.oauth().refresh(refresh_token);
    expect(renewed.refreshToken).not.toBe(refresh_token);
    expect((await etsyFailureOf(running.oauth().refresh(refresh_token))).reason).toBe(
      'revoked_grant',
    );
  });

  it('never repeats a renewal whose answer was lost', async () => {
    const { refresh_token } = running.etsy.grant(running.shopId, { clientId: 'keystring' });
    running.etsy.addFault({ operation: 'token', action: { kind: 'drop_after' } });
    const lost = await etsyFailureOf(running.oauth().refresh(refresh_token));
    expect(lost).toMatchObject({ reason: 'reset', mayHaveHappened: true });
    expect(running.etsy.counters().byOperation['token']).toBe(1);
    expect((await etsyFailureOf(running.oauth().refresh(refresh_token))).reason).toBe(
      'revoked_grant',
    );
  });
});

describe('order webhooks', () => {
  it('are sent as Etsy signs them', async () => {
    const secret = `whsec_${Buffer.from('thirty-two bytes for the signing').toString('base64')}`;
    const results: unknown[] = [];
    const receiver = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () => {
          results.push(
            readOrderWebhook(secret, request.headers, Buffer.concat(chunks).toString('utf8')),
          );
          response.end();
        });
    });
    const port = await freePort();
    await new Promise<void>((resolve) => receiver.listen(port, '127.0.0.1', resolve));
    const order = { shopId: running.shopId, receiptId: 7, webhookId: 'msg_7' };
    await running.etsy.sendOrderWebhook(`http://127.0.0.1:${port}/`, secret, {
      ...order,
      shopIdAsString: true,
    });
    await running.etsy.sendOrderWebhook(`http://127.0.0.1:${port}/`, secret, {
      ...order,
      signature: 'v1,bm8=',
    });
    expect(results).toEqual([
      {
        ok: true,
        event: {
          webhookId: 'msg_7',
          eventType: 'order.paid',
          shopId: running.shopId,
          receiptId: 7,
        },
      },
      { ok: false, problem: 'signature' },
    ]);
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
  });
});
