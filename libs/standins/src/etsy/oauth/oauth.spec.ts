import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { type RunningStandin, runStandin } from '../running-standin.factory.js';

const REDIRECT = 'http://localhost:8080/etsy/oauth/callback';
const tokensSchema = z.object({ access_token: z.string(), refresh_token: z.string() });

/** A member at the consent page: the answer, and where the browser is sent. */
async function consent({ postForm }: RunningStandin, fields: Record<string, string> = {}) {
  const verifier = randomBytes(48).toString('base64url');
  const answer = await postForm('/oauth/connect', {
    response_type: 'code',
    client_id: 'keystring',
    redirect_uri: REDIRECT,
    scope: 'shops_r listings_r',
    state: 'st4te',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    decision: 'allow',
    ...fields,
  });
  const location = URL.parse(String(answer.headers.location));
  return { answer, verifier, location, code: location?.searchParams.get('code') ?? '' };
}

function exchange({ postForm }: RunningStandin, code: string, verifier: string) {
  return postForm('/v3/public/oauth/token', {
    grant_type: 'authorization_code',
    client_id: 'keystring',
    redirect_uri: REDIRECT,
    code,
    code_verifier: verifier,
  });
}

function refresh({ postForm }: RunningStandin, refreshToken: string) {
  return postForm('/v3/public/oauth/token', {
    grant_type: 'refresh_token',
    client_id: 'keystring',
    refresh_token: refreshToken,
  });
}

describe('consent and tokens of the Etsy stand-in', () => {
  it('takes a member from the consent page to tokens that read the shop', async () => {
    const standin = runStandin();
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'keystring',
      redirect_uri: REDIRECT,
      scope: 'shops_r listings_r',
      state: 's',
      code_challenge: 'a'.repeat(43),
      code_challenge_method: 'S256',
    });
    const page = await standin.app.inject({ url: `/etsy/oauth/connect?${query.toString()}` });
    expect(page.body).toContain('Allow access');
    const { location, verifier, code } = await consent(standin);
    expect(location?.searchParams.get('state')).toBe('st4te');
    const tokens = tokensSchema.parse((await exchange(standin, code, verifier)).json());
    const { userId, shopId } = standin.etsy.demoShop;
    const me = await standin.get('/users/me', tokens.access_token);
    expect(me.json()).toEqual({ user_id: userId, shop_id: shopId });
    expect(tokens.access_token).toMatch(new RegExp(`^${userId}\\.`));
  });

  it('sends a denial back with error and state', async () => {
    const { location } = await consent(runStandin(), { decision: 'deny' });
    expect(location?.searchParams.get('error')).toBe('access_denied');
    expect(location?.searchParams.get('state')).toBe('st4te');
  });

  it('shows a page instead of redirecting to an address that is not registered', async () => {
    const app = {
      keystring: 'keystring',
      sharedSecret: 'secret',
      redirectUris: [REDIRECT],
      name: 'IFA',
    };
    const { answer } = await consent(runStandin({ app }), { redirect_uri: `${REDIRECT}/` });
    expect(answer.statusCode).toBe(400);
    expect(answer.headers.location).toBeUndefined();
    expect(answer.body).toContain('redirect_uri');
  });

  it('takes a code once, before it expires, with the right verifier', async () => {
    let nowMs = 1_800_000_000_000;
    const standin = runStandin({ now: () => nowMs });
    const first = await consent(standin);
    expect((await exchange(standin, first.code, 'x'.repeat(50))).json()).toMatchObject({
      error: 'invalid_grant',
    });
    expect((await exchange(standin, first.code, first.verifier)).json()).toMatchObject({
      error: 'invalid_grant',
    });
    const late = await consent(standin);
    nowMs += 601_000;
    expect((await exchange(standin, late.code, late.verifier)).json()).toMatchObject({
      error_description: 'code is expired',
    });
  });

  it('rotates refresh tokens: the old one is dead', async () => {
    const standin = runStandin();
    const old = standin.etsy.grant(standin.etsy.demoShop.shopId, { clientId: 'keystring' });
    const renewed = tokensSchema.parse((await refresh(standin, old.refresh_token)).json());
    const again = await refresh(standin, old.refresh_token);
    expect(again.statusCode).toBe(400);
    expect(again.json()).toEqual({
      error: 'invalid_grant',
      error_description: 'refresh_token is revoked',
    });
    expect((await standin.get('/users/me', renewed.access_token)).statusCode).toBe(200);
  });

  it('remembers shops, grants and edits across a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'etsy-standin-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const stateFile = join(folder, 'etsy.json');
    const before = runStandin({ stateFile });
    const tokens = before.etsy.grant(before.etsy.demoShop.shopId);
    const listingId = (await before.list('limit=1')).results[0]?.listing_id ?? 0;
    before.etsy.editListing(listingId, { title: 'A new name' });
    await before.app.close();
    const after = runStandin({ stateFile });
    expect((await after.get('/users/me', tokens.access_token)).statusCode).toBe(200);
    expect(after.etsy.world.listing(listingId).listing.title).toBe('A new name');
  });
});

describe('the gate of the Etsy stand-in', () => {
  it('wants keystring and secret, a live token and its scopes', async () => {
    let nowMs = 1_800_000_000_000;
    const { app, etsy, get } = runStandin({ now: () => nowMs });
    const bare = await app.inject({
      url: '/etsy/v3/application/openapi-ping',
      headers: { 'x-api-key': 'keystring' },
    });
    expect(bare.statusCode).toBe(403);
    expect(bare.json()).toEqual({ error: 'Shared secret is required in x-api-key header.' });
    const narrow = etsy.grant(etsy.demoShop.shopId, { scopes: ['shops_r'] });
    const list = `/shops/${etsy.demoShop.shopId}/listings`;
    const refused = await get(list, narrow.access_token);
    expect(refused.json()).toEqual({
      error: 'insufficient_scope',
      error_description: 'Insufficient scope',
    });
    nowMs += 3_600_000;
    const expired = await get(list, narrow.access_token);
    expect(expired.statusCode).toBe(401);
    expect(expired.json()).toEqual({
      error: 'invalid_token',
      error_description: 'access token is expired',
    });
  });

  it('counts down its limits in headers, then refuses with retry-after', async () => {
    const { etsy, get } = runStandin({ limits: { perSecond: 2, perDay: 100 } });
    const first = await get('/openapi-ping');
    expect(first.headers).toMatchObject({
      'x-limit-per-second': '2',
      'x-remaining-this-second': '1',
      'x-limit-per-day': '100',
      'x-remaining-today': '99',
    });
    await get('/openapi-ping');
    const third = await get('/openapi-ping');
    expect(third.statusCode).toBe(429);
    expect(third.json()).toEqual({ error: 'Exceeded per second rate limit' });
    expect(third.headers['retry-after']).toBe('1');
    etsy.setLimits({ perSecond: 100, usedToday: 100, keystring: 'keystring' });
    const fourth = await get('/openapi-ping');
    expect(fourth.json()).toEqual({ error: 'Exceeded daily rate limit' });
    expect(Number(fourth.headers['retry-after'])).toBeGreaterThan(3_600);
    expect(etsy.counters().byStatus).toEqual({ 200: 2, 429: 2 });
  });

  it('proposes the first shop nobody has connected, then a new one, so that newcomers always get a shop', async () => {
    const standin = runStandin();
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'keystring',
      redirect_uri: REDIRECT,
      scope: 'shops_r',
      state: 's',
      code_challenge: 'a'.repeat(43),
      code_challenge_method: 'S256',
    });
    const chosen = async (): Promise<string | undefined> => {
      const { body } = await standin.app.inject({ url: `/etsy/oauth/connect?${query.toString()}` });
      return /<option value="(\w+)" selected>/.exec(body)?.[1];
    };
    const { shopId } = standin.etsy.demoShop;
    expect(await chosen()).toBe(String(shopId));
    standin.etsy.grant(shopId);
    expect(await chosen()).toBe('new');
    const names = [];
    for (let n = 0; n < 7; n += 1) {
      const { code, verifier } = await consent(standin, { shop_id: 'new' });
      expect((await exchange(standin, code, verifier)).statusCode).toBe(200);
      names.push(standin.etsy.world.shops().at(-1)?.name);
    }
    expect(new Set(names).size).toBe(7);
  });
});
