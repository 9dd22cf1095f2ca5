import {
  applyDecorators,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  SetMetadata,
  UseGuards,
} from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { type AdminIdentity, adminNotSignedIn } from '#features/auth';
import { PUBLIC_ROUTE } from '../access/public.decorator.js';
import { AdminDoor } from './admin-door.service.js';

/** Its cookie's name in the OpenAPI document. */
export const ADMIN_SECURITY = 'admin';

declare module 'fastify' {
  interface FastifyRequest {
    /** The administrator who asks; only behind {@link AdminGuard}. */
    admin?: AdminIdentity;
  }
}

/** Lets administrators in and puts them on the request. */
@Injectable()
export class AdminGuard implements CanActivate {
  constructor(private readonly door: AdminDoor) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    request.admin = await this.door.admit(request);
    return true;
  }
}

/** For administrators instead of sellers: the one way to make a route of /admin. */
export function AdminsOnly(): ClassDecorator & MethodDecorator {
  return applyDecorators(
    SetMetadata(PUBLIC_ROUTE, true),
    ApiSecurity(ADMIN_SECURITY),
    UseGuards(AdminGuard),
  );
}

/** The administrator who asks: `@CurrentAdmin() admin: AdminIdentity`. */
export const CurrentAdmin = createParamDecorator(
  (_: unknown, context: ExecutionContext): AdminIdentity => {
    const { admin } = context.switchToHttp().getRequest<FastifyRequest>();
    if (!admin) throw adminNotSignedIn();
    return admin;
  },
);
