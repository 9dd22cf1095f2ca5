/**
 * The workspace of a seller: the visible picture of what the agent is told. Written from the database and rewritten
 * when it is missing or differs; nothing is ever read back from it. Folders 0700, files 0600.
 */
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import { CatalogueService } from '#features/products';
import { AppConfig } from '#platform/config';
import type { Id } from '#platform/ids';
import type { AgentRow } from '../agents.repository.js';
import { claudeMd, mcpJson, soulMd } from '../prompts/workspace-files.js';

@Injectable()
export class WorkspaceService {
  private readonly logger = new Logger(WorkspaceService.name);

  constructor(
    private readonly config: AppConfig,
    private readonly catalogue: CatalogueService,
  ) {}

  /** Absolute path of a seller's workspace. */
  pathOf(sellerId: Id<'sel'>): string {
    return join(this.config.agent.workspacesDir, `seller_${sellerId}`);
  }

  /** Makes the workspace equal to the database; files that are right already are left alone. */
  async write(agent: AgentRow): Promise<void> {
    const root = this.pathOf(agent.sellerId);
    const files: [string, string][] = [
      ['CLAUDE.md', claudeMd(agent.name)],
      ['SOUL.md', soulMd(agent.soulInstructions)],
      ['.mcp.json', mcpJson(this.config.publicUrl ?? `http://127.0.0.1:${this.config.port}`)],
      ['products/inventory.json', await this.inventory(agent.sellerId)],
    ];
    for (const [name, text] of files) await writePrivately(root, name, text);
  }

  /** As {@link write}, but a full disk or a foreign folder is no reason to leave a buyer without an answer. */
  async tryWrite(agent: AgentRow): Promise<void> {
    await this.write(agent).catch((error: unknown) => {
      this.logger.error(
        { agentId: agent.id, error: String(error) },
        'the workspace could not be written',
      );
    });
  }

  private async inventory(sellerId: Id<'sel'>): Promise<string> {
    return `${JSON.stringify(await this.catalogue.compactInventory(sellerId), null, 1)}\n`;
  }
}

async function writePrivately(root: string, name: string, text: string): Promise<void> {
  const path = join(root, name);
  if ((await readFile(path, 'utf8').catch(() => null)) === text) return;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await chmod(dirname(path), 0o700);
  const next = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  await writeFile(next, text, { mode: 0o600 });
  await rename(next, path);
}
