/**
 * What every request to the Etsy stand-in's API passes before its handler, in Etsy's order: the application's key,
 * the rate limits, trouble on order, the access token and its scopes.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { EtsyHttpError } from './etsy-http-error.js';
import type { ShopRecord, TokenRecord } from '../etsy-state.js';
import type { FaultAction, Faults, FaultTarget } from '../trouble/faults.js';
import type { OauthStore } from '../oauth/oauth-store.js';
import { RateLimits, type RateLimitSettings } from '../trouble/rate-limits.js';
import type { RequestLog } from '../trouble/request-log.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Etsy's operationId of this route, and the scopes it needs. */
    etsy?: { operation: string; scopes?: readonly string[] };
  }
}

/** The application registered with the stand-in; null where anything well-formed is accepted. */
export interface EtsyApp {
  keystring: string;
  sharedSecret: string;
  /** Null: any http or https address. */
  redirectUris: readonly string[] | null;
  name: string;
}

export interface GateParts {
  app: () => EtsyApp | null;
  limits: RateLimitSettings;
  oauth: OauthStore;
  faults: Faults;
  log: RequestLog;
  now: () => number;
}

const HTML_ERROR =
  '<!DOCTYPE html><html><head><title>Etsy</title></head><body><h1>Something went wrong</h1></body></html>';

export class ApiGate {
  private readonly byKey = new Map<string, RateLimits>();
  private readonly callers = new WeakMap<FastifyRequest, TokenRecord>();
  private readonly dropped = new WeakSet<FastifyRequest>();
  private readonly logged = new WeakSet<FastifyRequest>();
  private readonly uuids = new WeakMap<FastifyRequest, string>();

  constructor(private readonly parts: GateParts) {}

  /** The counters of one key (of the registered application by default). */
  limitsOf(keystring = this.parts.app()?.keystring ?? ''): RateLimits {
    const known = this.byKey.get(keystring) ?? new RateLimits(this.parts.limits, this.parts.now);
    this.byKey.set(keystring, known);
    return known;
  }

  /** Counters start anew for every key. */
  resetLimits(): void {
    this.byKey.clear();
  }

  /** Guards all routes of a scope. `token` answers are logged and can be made to fail, but need no key. */
  guard(scope: FastifyInstance, options: { needsKey: boolean }): void {
    scope.addHook('onRequest', async (request, reply) => {
      const uuid = randomUUID();
      this.uuids.set(request, uuid);
      void reply.header('x-etsy-request-uuid', uuid);
      if (options.needsKey) this.checkKeyAndLimits(request, reply);
    });
    scope.addHook('preHandler', async (request, reply) => {
      const action = this.parts.faults.strike(targetOf(request));
      if (action !== null) await this.strike(action, request, reply);
      if (reply.sent) return reply;
      if (options.needsKey) this.checkToken(request);
      return undefined;
    });
    // Logged before the answer leaves, so that who has the answer finds the request in the log.
    scope.addHook('onSend', async (request, reply, payload) => {
      this.record(request, reply.statusCode);
      if (this.dropped.has(request)) request.raw.socket.destroy();
      return payload;
    });
    scope.addHook('onRequestAbort', async (request) => this.record(request, 0));
  }

  /** The grant the caller showed, or null. */
  caller(request: FastifyRequest): TokenRecord | null {
    return this.callers.get(request) ?? null;
  }

  isOwner(request: FastifyRequest, shop: ShopRecord): boolean {
    return this.caller(request)?.userId === shop.userId;
  }

  /** Throws 403 unless the caller owns the shop. */
  requireOwner(request: FastifyRequest, shop: ShopRecord): void {
    if (!this.isOwner(request, shop)) {
      throw new EtsyHttpError(403, 'The user is not the owner of this shop.');
    }
  }

  private checkKeyAndLimits(request: FastifyRequest, reply: FastifyReply): void {
    const keystring = checkedKeystring(request.headers['x-api-key'], this.parts.app());
    const { refusedBy, headers } = this.limitsOf(keystring).take();
    void reply.headers(headers);
    if (refusedBy === 'second') throw new EtsyHttpError(429, 'Exceeded per second rate limit');
    if (refusedBy === 'day') throw new EtsyHttpError(429, 'Exceeded daily rate limit');
  }

  private checkToken(request: FastifyRequest): void {
    const scopes = request.routeOptions.config.etsy?.scopes ?? [];
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) {
      if (scopes.length > 0) {
        throw new EtsyHttpError(401, {
          error: 'invalid_token',
          error_description: 'access token is missing',
        });
      }
      return;
    }
    const record = this.parts.oauth.checkAccess(token);
    if (scopes.some((scope) => !record.scopes.includes(scope))) {
      throw new EtsyHttpError(403, {
        error: 'insufficient_scope',
        error_description: 'Insufficient scope',
      });
    }
    this.callers.set(request, record);
  }

  private async strike(
    action: FaultAction,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    switch (action.kind) {
      case 'slow':
        await wait(action.delayMs);
        return;
      case 'drop_after':
        this.dropped.add(request);
        return;
      case 'drop_before':
        this.dropped.add(request);
        throw new EtsyHttpError(500, 'Server Error');
      case 'html':
        await reply.code(action.status).type('text/html; charset=utf-8').send(HTML_ERROR);
        return;
      case 'status':
        throw new EtsyHttpError(action.status, action.body ?? 'Server Error', action.headers);
    }
  }

  private record(request: FastifyRequest, status: number): void {
    if (this.logged.has(request)) return;
    this.logged.add(request);
    const { operation } = targetOf(request);
    this.parts.log.add({
      atMs: this.parts.now(),
      operation,
      method: request.method,
      path: request.url.split('?')[0] ?? '',
      query: Object.fromEntries(Object.entries(request.query ?? {})),
      status: this.dropped.has(request) ? 0 : status,
      userId: this.caller(request)?.userId ?? null,
      requestUuid: this.uuids.get(request) ?? '',
    });
  }
}

/** The keystring of an acceptable `keystring:shared_secret`; throws 401 or 403 otherwise. */
function checkedKeystring(header: string | string[] | undefined, app: EtsyApp | null): string {
  if (typeof header !== 'string' || header === '') {
    throw new EtsyHttpError(401, 'Missing x-api-key header or client_id.');
  }
  const [keystring = '', secret = ''] = header.split(':');
  if (secret === '') {
    throw new EtsyHttpError(403, 'Shared secret is required in x-api-key header.');
  }
  if (app !== null && (app.keystring !== keystring || app.sharedSecret !== secret)) {
    throw new EtsyHttpError(
      403,
      'API key not found or not active, or incorrect shared secret for API key.',
    );
  }
  return keystring;
}

/** What a fault can be matched by: the operation, and the few parameters that tests aim at. */
function targetOf(request: FastifyRequest): FaultTarget {
  const fields = new Map<string, unknown>(
    [request.params, request.query, request.body].flatMap((part) => Object.entries(part ?? {})),
  );
  const text = (name: string): string | undefined =>
    typeof fields.get(name) === 'string' ? String(fields.get(name)) : undefined;
  const operation = request.routeOptions.config?.etsy?.operation ?? 'unknown';
  return {
    operation,
    state: operation === 'getListingsByShop' ? (text('state') ?? 'active') : text('state'),
    listingId: text('listing_id') === undefined ? undefined : Number(text('listing_id')),
    shopId: text('shop_id') === undefined ? undefined : Number(text('shop_id')),
    grantType: text('grant_type'),
  };
}
