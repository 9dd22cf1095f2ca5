/**
 * The workspace of a seller: the visible picture of what the agent is told. Written from the database and rewritten
 * when it is missing or differs; nothing is ever read back from it. Folders 0700, files 0600.
 */
import { join } from 'node:path';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { CatalogueService } from '#features/products';
import { Clock, MINUTE_MS } from '#platform/clock';
import { AppConfig } from '#platform/config';
import type { Id } from '#platform/ids';
import type { AgentRow } from '../agents.repository.js';
import { claudeMd, mcpJson, soulMd } from '../prompts/workspace-files.js';
import { ownFolder, PrivateFiles } from './private-files.js';

const INVENTORY = join('products', 'inventory.json');
/** The catalogue changes all the time; its picture need not. */
const INVENTORY_EVERY_MS = 10 * MINUTE_MS;

@Injectable()
export class WorkspaceService implements OnApplicationShutdown {
  private readonly logger = new Logger(WorkspaceService.name);
  private readonly tending = new Map<Id<'sel'>, Promise<void>>();
  private readonly files = new PrivateFiles();
  /** When this process wrote the inventories, ms. */
  private readonly inventories = new Map<Id<'sel'>, number>();

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
    const writtenAtMs = this.inventories.get(sellerId) ?? Number.NEGATIVE_INFINITY;
    const isFresh = this.clock.now().getTime() - writtenAtMs < INVENTORY_EVERY_MS;
    const path = join(this.pathOf(sellerId), INVENTORY);
    if (!isFresh || !(await this.files.isAsLeft(path))) await this.writeInventory(sellerId);
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
    for (const [name, text] of files) await this.files.put(join(root, name), text);
  }

  private async writeInventory(sellerId: Id<'sel'>): Promise<void> {
    const products = await this.catalogue.compactInventory(sellerId);
    const text = `${JSON.stringify(products, null, 1)}\n`;
    await this.files.put(join(this.pathOf(sellerId), INVENTORY), text);
    this.inventories.set(sellerId, this.clock.now().getTime());
  }

  private failed(agent: AgentRow, error: unknown): void {
    this.logger.error(
      { agentId: agent.id, error: String(error) },
      'the workspace could not be written',
    );
  }
}
