/** The browser's copy of an administrator's token: sent to /admin only, never along with links of other sites. */
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ADMIN_SESSION_LIFETIME_MS } from '#features/auth';
import { SECOND_MS } from '#platform/clock';
import { AppConfig } from '#platform/config';
import { isServedOverHttps } from '../access/over-https.js';

/** The cookie's name. */
export const ADMIN_COOKIE = 'ifa_admin';

interface CookieOptions {
  path: string;
  httpOnly: boolean;
  sameSite: 'strict';
  secure: boolean;
}

/** Sets, reads and clears the cookie. */
@Injectable()
export class AdminCookie {
  private readonly options: CookieOptions;

  constructor(config: AppConfig) {
    this.options = {
      path: '/admin',
      httpOnly: true,
      sameSite: 'strict',
      secure: isServedOverHttps(config),
    };
  }

  /** The token in the request's cookie, or null. */
  read(request: FastifyRequest): string | null {
    return request.cookies[ADMIN_COOKIE] ?? null;
  }

  /** Gives the browser the token of a new session. */
  set(reply: FastifyReply, token: string): void {
    const maxAge = ADMIN_SESSION_LIFETIME_MS / SECOND_MS;
    reply.setCookie(ADMIN_COOKIE, token, { ...this.options, maxAge });
  }

  /** Takes the token away from the browser. */
  clear(reply: FastifyReply): void {
    reply.clearCookie(ADMIN_COOKIE, this.options);
  }
}
