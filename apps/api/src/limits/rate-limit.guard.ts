/**
 * Sliding windows of a minute: per seller on guarded routes, per address and per account where secrets can be guessed.
 * What the dashboard reads has a window of its own, so that buyers who write much, which makes it read much, never keep
 * the seller from acting. Other public routes are not counted here (see failed-attempts.service.ts; webhooks have limits
 * of their own too). Without Redis each process counts by itself.
 */
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { MINUTE_MS, SECOND_MS } from '#platform/clock';
import { AppConfig } from '#platform/config';
import { SlidingWindowLimiter } from '#platform/redis';
import { addressKey } from './address-key.js';
import { changesState } from '../access/browser-origin.js';
import { rateLimited } from '../http/http.errors.js';
import { comesByCookie } from '../access/seller.guard.js';
import { accountKey, KnownSignIns } from './known-sign-ins.service.js';
import { AUTH_RATE_LIMIT } from './rate-limit.decorator.js';

type Verdict = Awaited<ReturnType<SlidingWindowLimiter['hit']>>;

/** Runs after SellerGuard, which says who is asking. */
@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly limiter: SlidingWindowLimiter,
    private readonly known: KnownSignIns,
    private readonly config: AppConfig,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const isSignIn = this.reflector.get<boolean | undefined>(AUTH_RATE_LIMIT, context.getHandler());
    const verdict = isSignIn === true ? await this.signIn(request) : await this.seller(request);
    if (verdict === null) return true;
    tell(http.getResponse<FastifyReply>(), verdict);
    if (!verdict.allowed) throw rateLimited(verdict.resetMs);
    return true;
  }

  private async seller(request: FastifyRequest): Promise<Verdict | null> {
    if (!request.seller) return null;
    const { sellerId } = request.seller;
    const { sellerPerMinute, dashboardPerMinute } = this.config.rateLimits;
    if (changesState(request.method) || !comesByCookie(request)) {
      return this.limiter.hit(`seller:${sellerId}`, sellerPerMinute, MINUTE_MS);
    }
    return this.limiter.hit(`dashboard:${sellerId}`, dashboardPerMinute, MINUTE_MS);
  }

  /** Also for routes of signed-in sellers that ask for a password or a code. */
  private async signIn(request: FastifyRequest): Promise<Verdict> {
    const limit = this.config.rateLimits.authPerMinute;
    const address = await this.limiter.hit(
      `auth:address:${addressKey(request.ip)}`,
      limit,
      MINUTE_MS,
    );
    // What is refused for its address does not use up the account's.
    if (!address.allowed) return address;
    const accounts = await Promise.all(
      (await this.accountsOf(request)).map((key) => this.limiter.hit(key, limit, MINUTE_MS)),
    );
    return accounts.reduce(tighter, address);
  }

  /** Whose window an attempt counts in. The body is not validated yet; what is no text is refused by the pipe right after. */
  private async accountsOf(request: FastifyRequest): Promise<string[]> {
    const keys = request.seller ? [`auth:seller:${request.seller.sellerId}`] : [];
    const { body } = request;
    if (typeof body !== 'object' || body === null || !('email' in body)) return keys;
    if (typeof body.email !== 'string') return keys;
    const account = accountKey(body.email);
    // An owner at an address of theirs is counted by it alone: strangers must not be able to use up their attempts.
    if (!(await this.known.has(request.ip, account))) keys.push(`auth:account:${account}`);
    return keys;
  }
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
