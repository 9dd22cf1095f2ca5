import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';

/** Metadata key of {@link Public}. */
export const PUBLIC_ROUTE = 'ifa:public';

/** Opens a route (or a whole controller) to callers who are not signed in. Every other route is guarded. */
export function Public(): ClassDecorator & MethodDecorator {
  return applyDecorators(SetMetadata(PUBLIC_ROUTE, true), ApiSecurity({}));
}
