import {
  type CanActivate,
  type CustomDecorator,
  type ExecutionContext,
  Injectable,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { DatabaseConnection } from './database-connection.service.js';
import { databaseUnavailable } from '#platform/database';

const WITHOUT_DATABASE = 'ifa:without-database';

/** The controller answers even while Postgres has never been reached, or says nothing. */
export function WithoutDatabase(): CustomDecorator {
  return SetMetadata(WITHOUT_DATABASE, true);
}

/** Answers 503 until the first connection is made and while Postgres is silent; lost connections show as errors of statements. */
@Injectable()
export class DatabaseGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly database: DatabaseConnection,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.database.isReady) return true;
    const targets = [context.getHandler(), context.getClass()];
    const isExempt = this.reflector.getAllAndOverride<boolean | undefined>(
      WITHOUT_DATABASE,
      targets,
    );
    if (isExempt === true) return true;
    throw databaseUnavailable();
  }
}
