import { join } from 'node:path';
import type { AppConfig } from '#platform/config';
import type { Id } from '#platform/ids';

/** The folder that agents keep for a seller (see WorkspaceService of #features/agents). */
export function workspaceOf(config: AppConfig, sellerId: Id<'sel'>): string {
  return join(config.agent.workspacesDir, `seller_${sellerId}`);
}
