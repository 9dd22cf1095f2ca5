/**
 * Sliding windows of a minute: per seller on guarded routes, per address and per account where secrets can be guessed. Other public
 * routes are not counted here (webhooks have limits of their own). Without Redis each process counts by itself.
 */
import { createHash } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { MINUTE_MS, SECOND_MS } from '#platform/clock';
import { AppConfig } from '#platform/config';
import { SlidingWindowLimiter } from '#platform/redis';
import { normaliseEmail } from '#features/auth';
import { addressKey } from './address-key.js';
import { rateLimited } from '../http/http.errors.js';
import { AUTH_RATE_LIMIT } from './rate-limit.decorator.js';

type Verdict = Awaited<ReturnType<SlidingWindowLimiter['hit']>>;

/** Runs after SellerGuard, which says who is asking. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly limiter: SlidingWindowLimiter,
    private readonly config: AppConfig,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const isSignIn = this.reflector.get<boolean | undefined>(AUTH_RATE_LIMIT, context.getHandler());
    const keys = isSignIn === true ? signInKeys(request) : sellerKeys(request);
    if (keys.length === 0) return true;
    const { authPerMinute, sellerPerMinute } = this.config.rateLimits;
    const limit = isSignIn === true ? authPerMinute : sellerPerMinute;
    const verdicts = await Promise.all(keys.map((key) => this.limiter.hit(key, limit, MINUTE_MS)));
    const tightest = verdicts.reduce(tighter);
    tell(http.getResponse<FastifyReply>(), tightest);
    if (!tightest.allowed) throw rateLimited(tightest.resetMs);
    return true;
  }
}

function sellerKeys(request: FastifyRequest): string[] {
  return request.seller ? [`seller:${request.seller.sellerId}`] : [];
}

/** Also for routes of signed-in sellers that ask for a password or a code. The body is not validated yet; what is no text is refused by the pipe right after. */
function signInKeys(request: FastifyRequest): string[] {
  const keys = [`auth:address:${addressKey(request.ip)}`];
  if (request.seller) keys.push(`auth:seller:${request.seller.sellerId}`);
  const { body } = request;
  if (typeof body === 'object' && body !== null && 'email' in body) {
    const { email } = body;
    if (typeof email === 'string') keys.push(`auth:account:${digest(normaliseEmail(email))}`);
  }
  return keys;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

function tighter(a: Verdict, b: Verdict): Verdict {
  if (a.allowed !== b.allowed) return a.allowed ? b : a;
  if (a.remaining !== b.remaining) return a.remaining < b.remaining ? a : b;
  return a.resetMs >= b.resetMs ? a : b;
}

function tell(reply: FastifyReply, verdict: Verdict): void {
  reply.header('ratelimit-limit', verdict.limit);
  reply.header('ratelimit-remaining', verdict.remaining);
  reply.header('ratelimit-reset', Math.ceil(verdict.resetMs / SECOND_MS));
  reply.header('ratelimit-policy', `${verdict.limit};w=60`);
}
