/**
 * Guards every route that is not @Public(): a bearer token, or the browser's cookie. With both, the bearer token counts.
 * Browsers send cookies along with requests of foreign pages, so a change by cookie needs an Origin of our own.
 */
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { AppConfig } from '#platform/config';
import { notSignedIn, type SellerIdentity, SessionsService } from '#features/auth';
import { changesState, isOwnOrigin } from './browser-origin.js';
import { foreignOrigin } from '../http/http.errors.js';
import { PUBLIC_ROUTE } from './public.decorator.js';
import { SessionCookie } from './session-cookie.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is asking; null on public routes. */
    seller: SellerIdentity | null;
  }
}

/** Lets signed-in sellers in and puts them on the request. */
@Injectable()
export class SellerGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: SessionsService,
    private readonly cookie: SessionCookie,
    private readonly config: AppConfig,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (isPublic(this.reflector, context)) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    request.seller = await this.sessions.authenticate(this.tokenOf(request));
    return true;
  }

  private tokenOf(request: FastifyRequest): string {
    const bearer = bearerToken(request.headers.authorization);
    if (bearer !== null) return bearer;
    const token = this.cookie.read(request);
    if (token === null) throw notSignedIn();
    if (changesState(request.method) && !isOwnOrigin(request.headers, this.config)) {
      throw foreignOrigin();
    }
    return token;
  }
}

/** Whether the route under way is open to everybody. */
export function isPublic(reflector: Reflector, context: ExecutionContext): boolean {
  const targets = [context.getHandler(), context.getClass()];
  return reflector.getAllAndOverride<boolean | undefined>(PUBLIC_ROUTE, targets) === true;
}

/** Whether a signed-in caller came with the browser's cookie. */
export function comesByCookie(request: FastifyRequest): boolean {
  return bearerToken(request.headers.authorization) === null;
}

function bearerToken(authorization: string | undefined): string | null {
  const match = /^Bearer +([^\s]+) *$/i.exec(authorization ?? '');
  return match?.[1] ?? null;
}
