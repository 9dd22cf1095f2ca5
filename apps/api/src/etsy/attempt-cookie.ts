/**
 * Ties an attempt to connect a shop to the browser that began it. Without it a link with somebody else's `state` would
 * connect the shop of whoever follows it to that somebody's account. One cookie for each attempt, so that two tabs do
 * not disturb each other; Lax, since Etsy's redirect is a navigation from another site.
 */
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppConfig } from '#platform/config';
import { isServedOverHttps } from '../access/over-https.js';

const LIFETIME_SECONDS = 600;
const NAME_CHARS = 16;

/** What Etsy put into the callback's query; everything may be missing or forged. */
export interface CallbackQuery {
  state: string | null;
  code: string | null;
  /** Etsy's word when the person said no. */
  error: string | null;
}

interface CookieOptions {
  path: string;
  httpOnly: boolean;
  sameSite: 'lax';
  secure: boolean;
}

@Injectable()
export class AttemptCookie {
  private readonly options: CookieOptions;

  constructor(private readonly config: AppConfig) {
    // As the browser knows it: a proxy may take a prefix away before we see it.
    const path = new URL(config.etsy.redirectUri).pathname;
    this.options = { path, httpOnly: true, sameSite: 'lax', secure: isServedOverHttps(config) };
  }

  /** Gives the browser the key of an attempt. */
  set(reply: FastifyReply, state: string, key: string): void {
    reply.setCookie(nameOf(state), key, { ...this.options, maxAge: LIFETIME_SECONDS });
  }

  /** The key of an attempt, or null. */
  read(request: FastifyRequest, state: string): string | null {
    return request.cookies[nameOf(state)] ?? null;
  }

  /** Takes the key of a finished attempt away. */
  clear(request: FastifyRequest, reply: FastifyReply, state: string | null): void {
    // Only a name that the browser has sent is a good one.
    if (state === null || this.read(request, state) === null) return;
    reply.clearCookie(nameOf(state), this.options);
  }

  /**
   * Etsy's registered address may be another name of this machine than the one the seller uses (`localhost`, say); the
   * cookie is at the latter, so the browser brings the answer there, once.
   *
   * @returns null when it is at the right address
   */
  elsewhere(request: FastifyRequest, query: CallbackQuery): string | null {
    const used = new URL(this.config.publicUrl ?? this.config.corsOrigin);
    const registered = new URL(this.config.etsy.redirectUri);
    if (used.host === registered.host || hasMoved(request)) return null;
    if (this.read(request, query.state ?? '') !== null) return null;
    const target = new URL(registered.pathname, used);
    for (const [name, value] of Object.entries(query)) {
      if (value !== null) target.searchParams.set(name, value);
    }
    target.searchParams.set('moved', '1');
    return target.href;
  }
}

function hasMoved(request: FastifyRequest): boolean {
  return new URL(request.url, 'http://any').searchParams.has('moved');
}

function nameOf(state: string): string {
  return `ifa_etsy_${state.slice(0, NAME_CHARS)}`;
}
