/** Column and index names in the database are snake_case of the property; every index and table is named by hand. */
import { DefaultNamingStrategy } from 'typeorm';

/** `lastSyncAt` -> `last_sync_at`. */
export function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

/** TypeORM naming strategy of the whole schema. */
export class SnakeNaming extends DefaultNamingStrategy {
  override columnName(
    propertyName: string,
    customName: string | undefined,
    prefixes: string[],
  ): string {
    return snakeCase([...prefixes, customName ?? propertyName].join('_'));
  }
}
