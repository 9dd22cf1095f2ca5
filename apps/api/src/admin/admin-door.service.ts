/** Who comes in under /admin: one check for the controllers (by guard) and for the queue pages (by hook). */
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type AdminIdentity, adminNotSignedIn, AdminsService } from '#features/auth';
import { MINUTE_MS } from '#platform/clock';
import { AppConfig } from '#platform/config';
import { SlidingWindowLimiter } from '#platform/redis';
import { changesState, isOwnOrigin } from '../access/browser-origin.js';
import { foreignOrigin, rateLimited } from '../http/http.errors.js';
import { type Caller, FailedAttempts } from '../limits/failed-attempts.service.js';
import { AdminCookie } from './admin-cookie.js';

const REQUESTS_PER_MINUTE = 300;

/** Lets administrators in. */
@Injectable()
export class AdminDoor {
  constructor(
    private readonly config: AppConfig,
    private readonly admins: AdminsService,
    private readonly cookie: AdminCookie,
    private readonly limiter: SlidingWindowLimiter,
    private readonly attempts: FailedAttempts,
  ) {}

  /**
   * The administrator behind the request's cookie.
   *
   * @throws AppError `admin.not_signed_in` (401), `request.foreign_origin` (403), `request.rate_limited` (429)
   */
  async admit(request: FastifyRequest): Promise<AdminIdentity> {
    const token = this.cookie.read(request);
    if (token === null) throw adminNotSignedIn();
    if (changesState(request.method) && !isOwnOrigin(request.headers, this.config)) {
      throw foreignOrigin();
    }
    const admin = await this.attempts.watch(callerOf(request, token), () =>
      this.admins.authenticate(token),
    );
    const key = `admin:${admin.adminId}`;
    const { allowed, resetMs } = await this.limiter.hit(key, REQUESTS_PER_MINUTE, MINUTE_MS);
    if (!allowed) throw rateLimited(resetMs);
    return admin;
  }

  /** A session that has just begun is let in whatever others have tried from the same address. */
  async remember(request: FastifyRequest, token: string): Promise<void> {
    await this.attempts.remember(callerOf(request, token));
  }
}

function callerOf(request: FastifyRequest, token: string): Caller {
  return { endpoint: 'admin', address: request.ip, credential: token };
}
