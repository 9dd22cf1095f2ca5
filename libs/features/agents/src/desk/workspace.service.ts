/**
 * The workspace of a seller: the visible picture of what the agent is told. Written from the database and rewritten
 * when it is missing or differs; nothing is ever read back from it. Folders 0700, files 0600.
 */
import { createHash, randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { CatalogueService } from '#features/products';
import { Clock, MINUTE_MS } from '#platform/clock';
import { AppConfig } from '#platform/config';
import type { Id } from '#platform/ids';
import type { AgentRow } from '../agents.repository.js';
import { claudeMd, mcpJson, soulMd } from '../prompts/workspace-files.js';

const INVENTORY = join('products', 'inventory.json');
/** The catalogue changes all the time; its picture need not. */
const INVENTORY_EVERY_MS = 10 * MINUTE_MS;

@Injectable()
export class WorkspaceService implements OnApplicationShutdown {
  private readonly logger = new Logger(WorkspaceService.name);
  private readonly tending = new Map<Id<'sel'>, Promise<void>>();
  /** The inventories that this process has written. */
  private readonly inventories = new Map<Id<'sel'>, { hash: string; writtenAtMs: number }>();

  constructor(
    private readonly config: AppConfig,
    private readonly catalogue: CatalogueService,
    private readonly clock: Clock,
  ) {}

  /** Absolute path of a seller's workspace. */
  pathOf(sellerId: Id<'sel'>): string {
    return join(this.config.agent.workspacesDir, `seller_${sellerId}`);
  }

  /** Makes the workspace equal to the database; files that are right already are left alone. */
  async write(agent: AgentRow): Promise<void> {
    await this.writeTold(agent);
    await this.writeInventory(agent.sellerId);
  }

  /** As {@link write}, but a full disk or a foreign folder is no reason to leave a buyer without an answer. */
  async tryWrite(agent: AgentRow): Promise<void> {
    await this.write(agent).catch((error: unknown) => this.failed(agent, error));
  }

  /**
   * Looks whether the workspace is as it was written, and writes anew what is missing or was tampered with; the
   * inventory also when it is ten minutes old. Called for each turn, which does not wait for it.
   */
  tend(agent: AgentRow): void {
    const { sellerId } = agent;
    if (this.tending.has(sellerId)) return;
    const done = this.look(agent)
      .catch((error: unknown) => this.failed(agent, error))
      .finally(() => this.tending.delete(sellerId));
    this.tending.set(sellerId, done);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.tending.values());
  }

  private async look(agent: AgentRow): Promise<void> {
    const { sellerId } = agent;
    await this.writeTold(agent);
    const known = this.inventories.get(sellerId);
    const isFresh =
      known && this.clock.now().getTime() - known.writtenAtMs < INVENTORY_EVERY_MS
        ? hashOf(await readPlain(join(this.pathOf(sellerId), INVENTORY))) === known.hash
        : false;
    if (!isFresh) await this.writeInventory(sellerId);
  }

  private async writeTold(agent: AgentRow): Promise<void> {
    const root = this.pathOf(agent.sellerId);
    await ownFolder(root);
    await ownFolder(join(root, 'products'));
    const files: [string, string][] = [
      ['CLAUDE.md', claudeMd(agent.name)],
      ['SOUL.md', soulMd(agent.soulInstructions)],
      ['.mcp.json', mcpJson(this.config.publicUrl ?? `http://127.0.0.1:${this.config.port}`)],
    ];
    for (const [name, text] of files) await writePrivately(join(root, name), text);
  }

  private async writeInventory(sellerId: Id<'sel'>): Promise<void> {
    const products = await this.catalogue.compactInventory(sellerId);
    const text = `${JSON.stringify(products, null, 1)}\n`;
    await writePrivately(join(this.pathOf(sellerId), INVENTORY), text);
    const writtenAtMs = this.clock.now().getTime();
    this.inventories.set(sellerId, { hash: hashOf(text), writtenAtMs });
  }

  private failed(agent: AgentRow, error: unknown): void {
    this.logger.error(
      { agentId: agent.id, error: String(error) },
      'the workspace could not be written',
    );
  }
}

/** A folder, not a link to one, that only we can enter. */
async function ownFolder(path: string): Promise<void> {
  const stat = await lstat(path).catch(() => null);
  if (stat && !stat.isDirectory()) await rm(path, { force: true });
  if (!stat?.isDirectory()) await mkdir(path, { recursive: true, mode: 0o700 });
  if (stat && (stat.mode & 0o777) !== 0o700) await chmod(path, 0o700);
}

async function writePrivately(path: string, text: string): Promise<void> {
  if ((await readPlain(path)) === text) return;
  const next = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  await writeFile(next, text, { mode: 0o600 });
  if ((await lstat(path).catch(() => null))?.isDirectory()) await rm(path, { recursive: true });
  await rename(next, path);
}

/** What stands in a file of ours; null for a link, for one that others may read, and for none. */
async function readPlain(path: string): Promise<string | null> {
  const stat = await lstat(path).catch(() => null);
  if (!stat?.isFile() || (stat.mode & 0o777) !== 0o600) return null;
  return readFile(path, 'utf8').catch(() => null);
}

function hashOf(text: string | null): string {
  return createHash('sha256')
    .update(text ?? '')
    .digest('base64url');
}
