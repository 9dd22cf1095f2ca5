import type { FastifyRequest } from 'fastify';
import type { SignInOrigin } from '#features/auth';

/** Where a request comes from, for sessions and the audit log. */
export function originOf(request: FastifyRequest): SignInOrigin {
  return { ipAddress: request.ip, userAgent: request.headers['user-agent'] ?? null };
}
