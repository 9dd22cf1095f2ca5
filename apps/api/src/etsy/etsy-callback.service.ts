/** What happens when Etsy sends the browser back: connect, start the first sync, and where the browser goes next. */
import { Injectable, Logger } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { SessionsService } from '#features/auth';
import { EtsyConnectService, type ReturningBrowser, SyncRequestsService } from '#features/etsy';
import { AppConfig } from '#platform/config';
import { toAppError } from '#platform/errors';
import type { Id } from '#platform/ids';
import { SessionCookie } from '../access/session-cookie.js';
import { FailedAttempts } from '../limits/failed-attempts.service.js';
import type { CallbackQuery } from './attempt-cookie.js';

@Injectable()
export class EtsyCallback {
  private readonly logger = new Logger(EtsyCallback.name);

  constructor(
    private readonly config: AppConfig,
    private readonly sessions: SessionsService,
    private readonly cookie: SessionCookie,
    private readonly attempts: FailedAttempts,
    private readonly connect: EtsyConnectService,
    private readonly syncs: SyncRequestsService,
  ) {}

  /**
   * @param key what the browser was given when the attempt began
   * @returns the dashboard's address, with the shop's name or the last part of an error code
   */
  async answer(request: FastifyRequest, query: CallbackQuery, key: string | null): Promise<string> {
    try {
      const shopName = await this.finish(request, query, key);
      return this.dashboard({ etsy_connected: 'true', shop: shopName });
    } catch (error) {
      const { code, kind } = toAppError(error);
      // A refusal needs no stack; trouble does.
      const isRefusal = kind === 'invalid' || kind === 'rate_limited';
      if (isRefusal) this.logger.log({ code }, 'a shop was not connected');
      else this.logger.warn({ code, err: error }, 'a shop was not connected');
      return this.dashboard({ etsy_error: code.slice(code.lastIndexOf('.') + 1) });
    }
  }

  private async finish(
    request: FastifyRequest,
    query: CallbackQuery,
    key: string | null,
  ): Promise<string> {
    const sellerId = await this.signedIn(request);
    const browser: ReturningBrowser = { sellerId, key };
    // Somebody who is signed in is not shut out by what others try from the same address.
    if (sellerId !== null) return this.finishAs(browser, query);
    const caller = {
      endpoint: 'etsy-callback',
      address: request.ip,
      credential: query.state ?? '',
    } as const;
    return this.attempts.watch(caller, () => this.finishAs(browser, query), isStrayAttempt);
  }

  private async finishAs(browser: ReturningBrowser, query: CallbackQuery): Promise<string> {
    const state = query.state ?? '';
    if (query.error !== null || query.code === null) {
      return this.connect.refuse(state, browser, query.error);
    }
    const connection = await this.connect.finish(state, query.code, browser);
    await this.syncs.request(connection.sellerId, 'connect');
    return connection.shopName;
  }

  /** Who is signed in in this browser. A client with a bearer token has no session cookie, so nobody is fine too. */
  private async signedIn(request: FastifyRequest): Promise<Id<'sel'> | null> {
    const token = this.cookie.read(request);
    if (token === null) return null;
    const seller = await this.sessions.authenticate(token).catch(() => null);
    return seller?.sellerId ?? null;
  }

  private dashboard(query: Record<string, string>): string {
    return `${this.config.corsOrigin}/dashboard?${new URLSearchParams(query).toString()}`;
  }
}

const STRAY = ['etsy.state_refused', 'etsy.other_browser'];

/** An attempt that was never begun, or not in this browser. */
function isStrayAttempt(error: unknown): boolean {
  return STRAY.includes(toAppError(error).code);
}
