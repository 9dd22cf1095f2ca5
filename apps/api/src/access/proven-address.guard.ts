/** For routes that link a channel on which real people write, or give a key: only accounts whose e-mail address is proven. */
import {
  applyDecorators,
  type CanActivate,
  type ExecutionContext,
  Injectable,
  SetMetadata,
  UseGuards,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import {
  EmailVerification,
  type LinkedPlatform,
  notSignedIn,
  type ProvenUse,
} from '#features/auth';

const USE = 'ifa:proven-use';

/** Asks for a proven address where the platform is no stand-in. */
@Injectable()
export class ProvenAddressGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly verification: EmailVerification,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const use = this.reflector.get<ProvenUse>(USE, context.getHandler());
    const { seller } = context.switchToHttp().getRequest<FastifyRequest>();
    if (!seller) throw notSignedIn();
    await this.verification.demandFor(seller.sellerId, use);
    return true;
  }
}

/** Puts {@link ProvenAddressGuard} on a route: 403 `auth.email_not_verified`. */
export function LinksChannel(platform: LinkedPlatform): MethodDecorator {
  return provenFor(platform);
}

/** The same for a route that gives a key, where sellers are real. */
export function GivesKey(): MethodDecorator {
  return provenFor('program');
}

function provenFor(use: ProvenUse): MethodDecorator {
  return applyDecorators(SetMetadata(USE, use), UseGuards(ProvenAddressGuard));
}
