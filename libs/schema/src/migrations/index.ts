import type { MigrationInterface } from 'typeorm';
import { CreateSchema1795400000000 } from './1795400000000-create-schema.js';

/** Every migration, oldest first. */
export const MIGRATIONS: (new () => MigrationInterface)[] = [CreateSchema1795400000000];
