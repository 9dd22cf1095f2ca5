/**
 * For public routes that set the session cookie: a foreign page must not sign its visitor in to somebody else's account.
 * Callers that are no browsers send no Origin and pass.
 */
import { type CanActivate, type ExecutionContext, Injectable, UseGuards } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppConfig } from '#platform/config';
import { isOwnOrigin } from './browser-origin.js';
import { foreignOrigin } from '../http/http.errors.js';

/** Refuses requests that a browser made for a page that is not ours. */
@Injectable()
export class OwnPagesGuard implements CanActivate {
  constructor(private readonly config: AppConfig) {}

  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
    if (headers.origin === undefined || isOwnOrigin(headers, this.config)) return true;
    throw foreignOrigin();
  }
}

/** Puts {@link OwnPagesGuard} on a route. */
export function OwnPagesOnly(): ClassDecorator & MethodDecorator {
  return UseGuards(OwnPagesGuard);
}
