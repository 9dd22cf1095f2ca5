import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type SellerIdentity, notSignedIn } from '#features/auth';

/** The signed-in seller: `@CurrentSeller() seller: SellerIdentity`. On a public route it throws 401. */
export const CurrentSeller = createParamDecorator(
  (_: unknown, context: ExecutionContext): SellerIdentity => {
    const { seller } = context.switchToHttp().getRequest<FastifyRequest>();
    if (!seller) throw notSignedIn();
    return seller;
  },
);
