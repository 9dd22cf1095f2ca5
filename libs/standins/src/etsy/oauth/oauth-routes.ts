/** The consent page and the token endpoint of the Etsy stand-in. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { ApiGate, EtsyApp } from '../api/api-gate.js';
import { EtsyHttpError } from '../api/etsy-http-error.js';
import type { ShopRecord } from '../etsy-state.js';
import type { EtsyWorld } from '../etsy-world.js';
import { consentPage, NEW_SHOP, oauthErrorPage } from './oauth-page.js';
import type { OauthStore } from './oauth-store.js';

export interface OauthRouteParts {
  app: () => EtsyApp | null;
  world: EtsyWorld;
  oauth: OauthStore;
  gate: ApiGate;
}

const KNOWN_SCOPES = new Set(
  'address_r address_w billing_r cart_r cart_w email_r favorites_r favorites_w feedback_r listings_d listings_r listings_w profile_r profile_w recommend_r recommend_w shops_r shops_w transactions_r transactions_w'.split(
    ' ',
  ),
);

const connectSchema = z.object({
  response_type: z.string().default(''),
  client_id: z.string().default(''),
  redirect_uri: z.string().default(''),
  scope: z.string().default(''),
  state: z.string().default(''),
  code_challenge: z.string().default(''),
  code_challenge_method: z.string().default(''),
});
type ConnectRequest = z.output<typeof connectSchema>;

const decisionSchema = connectSchema.extend({
  decision: z.enum(['allow', 'deny']),
  shop_id: z.union([z.literal(NEW_SHOP), z.coerce.number().int()]).optional(),
});

const tokenSchema = z.discriminatedUnion('grant_type', [
  z.object({
    grant_type: z.literal('authorization_code'),
    client_id: z.string().min(1),
    redirect_uri: z.string().min(1),
    code: z.string().min(1),
    code_verifier: z.string().regex(/^[A-Za-z0-9._~-]{43,128}$/),
  }),
  z.object({
    grant_type: z.literal('refresh_token'),
    client_id: z.string().min(1),
    refresh_token: z.string().min(1),
  }),
]);

/** GET and POST /oauth/connect. */
export function registerConnectPage(scope: FastifyInstance, parts: OauthRouteParts): void {
  scope.get('/oauth/connect', async (request, reply) => {
    const asked = connectSchema.parse(request.query);
    const problem = problemOf(asked, parts.app());
    if (problem !== null) return html(reply, 400, oauthErrorPage(problem));
    const scopes = asked.scope.split(' ').filter((s) => s !== '');
    const appName = parts.app()?.name ?? `The application ${asked.client_id}`;
    return html(
      reply,
      200,
      consentPage({
        appName,
        scopes,
        shops: parts.world.shops(),
        connected: parts.oauth.connectedUsers(),
        fields: asked,
      }),
    );
  });

  scope.post('/oauth/connect', async (request, reply) => {
    const form = decisionSchema.safeParse(request.body);
    if (!form.success) return html(reply, 400, oauthErrorPage('The form is incomplete.'));
    const asked = form.data;
    const problem = problemOf(asked, parts.app());
    if (problem !== null) return html(reply, 400, oauthErrorPage(problem));
    if (asked.decision === 'deny') {
      return back(reply, asked, {
        error: 'access_denied',
        error_description: 'The user denied the request',
      });
    }
    const shop = chosenShop(parts.world, asked.shop_id);
    if (shop === undefined) {
      return html(reply, 400, oauthErrorPage('There is no shop to sign in with.'));
    }
    const code = parts.oauth.issueCode({
      clientId: asked.client_id,
      redirectUri: asked.redirect_uri,
      challenge: asked.code_challenge,
      scopes: asked.scope.split(' ').filter((s) => s !== ''),
      userId: shop.userId,
    });
    return back(reply, asked, { code });
  });
}

/** Whose owner signs in: the named shop's, a new one's, or the first one's when the form does not say. */
function chosenShop(world: EtsyWorld, shopId: number | 'new' | undefined): ShopRecord | undefined {
  if (shopId === NEW_SHOP) return world.openDemoShop();
  return shopId === undefined ? world.shops()[0] : world.shop(shopId);
}

/** POST /v3/public/oauth/token. */
export function registerTokenEndpoint(scope: FastifyInstance, parts: OauthRouteParts): void {
  parts.gate.guard(scope, { needsKey: false });
  scope.post('/oauth/token', { config: { etsy: { operation: 'token' } } }, async (request) => {
    const form = tokenSchema.safeParse(request.body);
    if (!form.success) throw tokenProblem(request.body);
    const asked = form.data;
    const app = parts.app();
    if (app !== null && asked.client_id !== app.keystring) {
      throw new EtsyHttpError(401, {
        error: 'invalid_client',
        error_description: 'client_id is invalid',
      });
    }
    if (asked.grant_type === 'refresh_token') {
      return parts.oauth.refresh(asked.refresh_token, asked.client_id);
    }
    const { code, client_id, redirect_uri, code_verifier } = asked;
    return parts.oauth.exchange({
      code,
      clientId: client_id,
      redirectUri: redirect_uri,
      verifier: code_verifier,
    });
  });
}

/** Why the request cannot be trusted; Etsy shows these on a page and does not redirect. */
function problemOf(asked: ConnectRequest, app: EtsyApp | null): string | null {
  if (asked.client_id === '' || (app !== null && asked.client_id !== app.keystring)) {
    return 'The client_id is not known.';
  }
  if (!redirectAllowed(asked.redirect_uri, app)) {
    return 'The redirect_uri is not registered for this application.';
  }
  if (asked.response_type !== 'code') return 'The response_type must be code.';
  if (asked.state === '') return 'The state is missing.';
  if (asked.code_challenge_method !== 'S256' || !/^[A-Za-z0-9_-]{43}$/.test(asked.code_challenge)) {
    return 'A code_challenge of method S256 is required (PKCE).';
  }
  const unknown = asked.scope.split(' ').find((s) => !KNOWN_SCOPES.has(s));
  return unknown === undefined ? null : `The scope "${unknown}" does not exist.`;
}

function redirectAllowed(uri: string, app: EtsyApp | null): boolean {
  if (app !== null && app.redirectUris !== null) return app.redirectUris.includes(uri);
  return URL.canParse(uri) && ['http:', 'https:'].includes(new URL(uri).protocol);
}

function tokenProblem(body: unknown): EtsyHttpError {
  const grantType = z.object({ grant_type: z.string() }).safeParse(body);
  const known =
    grantType.success &&
    ['authorization_code', 'refresh_token'].includes(grantType.data.grant_type);
  const error = known ? 'invalid_request' : 'unsupported_grant_type';
  return new EtsyHttpError(400, {
    error,
    error_description: 'A required parameter is missing or malformed',
  });
}

function back(
  reply: FastifyReply,
  asked: ConnectRequest,
  answer: Record<string, string>,
): FastifyReply {
  const target = new URL(asked.redirect_uri);
  for (const [name, value] of Object.entries({ ...answer, state: asked.state })) {
    target.searchParams.set(name, value);
  }
  return reply.redirect(target.href, 302);
}

function html(reply: FastifyReply, status: number, body: string): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(body);
}
