/** The browser's copy of the session token: out of the reach of scripts, sent to this origin only. */
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppConfig } from '#platform/config';
import { SECOND_MS } from '#platform/clock';
import { SESSION_LIFETIME_MS } from '#features/auth';
import { isServedOverHttps } from './over-https.js';

/** The cookie's name. */
export const SESSION_COOKIE = 'ifa_session';

interface CookieOptions {
  path: string;
  httpOnly: boolean;
  sameSite: 'lax';
  secure: boolean;
}

/** Sets, reads and clears the session cookie. */
@Injectable()
export class SessionCookie {
  private readonly options: CookieOptions;

  constructor(config: AppConfig) {
    // Lax, not strict: the seller comes back from Etsy's consent page by a link from another site.
    this.options = {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: isServedOverHttps(config),
    };
  }

  /** The token in the request's cookie, or null. */
  read(request: FastifyRequest): string | null {
    return request.cookies[SESSION_COOKIE] ?? null;
  }

  /** Gives the browser the token of a new session. */
  set(reply: FastifyReply, token: string): void {
    const maxAge = SESSION_LIFETIME_MS / SECOND_MS;
    reply.setCookie(SESSION_COOKIE, token, { ...this.options, maxAge });
  }

  /** Takes the token away from the browser. */
  clear(reply: FastifyReply): void {
    reply.clearCookie(SESSION_COOKIE, this.options);
  }
}
