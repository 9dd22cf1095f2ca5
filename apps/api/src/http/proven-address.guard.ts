/** For routes that link a channel on which real people write: only accounts whose e-mail address is proven. */
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
import { EmailVerification, type LinkedPlatform, notSignedIn } from '#features/auth';

const PLATFORM = 'ifa:links-platform';

/** Asks for a proven address where the platform is no stand-in. */
@Injectable()
export class ProvenAddressGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly verification: EmailVerification,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const platform = this.reflector.get<LinkedPlatform>(PLATFORM, context.getHandler());
    const { seller } = context.switchToHttp().getRequest<FastifyRequest>();
    if (!seller) throw notSignedIn();
    await this.verification.demandFor(seller.sellerId, platform);
    return true;
  }
}

/** Puts {@link ProvenAddressGuard} on a route: 403 `auth.email_not_verified`. */
export function LinksChannel(platform: LinkedPlatform): MethodDecorator {
  return applyDecorators(SetMetadata(PLATFORM, platform), UseGuards(ProvenAddressGuard));
}
