/** SQL of `agents`. */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { row, rows } from '#platform/database';
import type { Id } from '#platform/ids';
import type { AgentConfig } from './agent-config.js';
import type { AgentStatus } from './agent.entity.js';

export interface AgentRow {
  id: Id<'agt'>;
  sellerId: Id<'sel'>;
  name: string;
  status: AgentStatus;
  workspacePath: string;
  config: AgentConfig;
  soulInstructions: string;
  createdAt: Date;
  updatedAt: Date;
}

const COLUMNS = `id, seller_id, name, status, workspace_path, config, soul_instructions, created_at, updated_at`;

@Injectable()
export class AgentsRepository {
  constructor(private readonly dataSource: DataSource) {}

  async findBySeller(sellerId: Id<'sel'>): Promise<AgentRow | null> {
    return row(this.dataSource, `select ${COLUMNS} from agents where seller_id = $1`, [sellerId]);
  }

  /** @returns false when the seller has an agent already */
  async insert(
    manager: EntityManager,
    agent: Pick<AgentRow, 'id' | 'sellerId' | 'name' | 'workspacePath'>,
  ): Promise<boolean> {
    const created = await rows(
      manager,
      `insert into agents (id, seller_id, name, workspace_path) values ($1, $2, $3, $4)
       on conflict (seller_id) do nothing returning id`,
      [agent.id, agent.sellerId, agent.name, agent.workspacePath],
    );
    return created.length === 1;
  }

  async setStatus(sellerId: Id<'sel'>, status: AgentStatus): Promise<AgentRow | null> {
    return row(
      this.dataSource,
      `update agents set status = $2, updated_at = now() where seller_id = $1 returning ${COLUMNS}`,
      [sellerId, status],
    );
  }

  async lockBySeller(manager: EntityManager, sellerId: Id<'sel'>): Promise<AgentRow | null> {
    return row(manager, `select ${COLUMNS} from agents where seller_id = $1 for no key update`, [
      sellerId,
    ]);
  }

  async setSoul(
    manager: EntityManager,
    sellerId: Id<'sel'>,
    soulInstructions: string,
  ): Promise<AgentRow | null> {
    return row(
      manager,
      `update agents set soul_instructions = $2, updated_at = now() where seller_id = $1 returning ${COLUMNS}`,
      [sellerId, soulInstructions],
    );
  }

  /** What is null in `config` is taken out, what is not named stays. */
  async changeSettings(
    sellerId: Id<'sel'>,
    change: { name: string | null; config: object },
  ): Promise<AgentRow | null> {
    return row(
      this.dataSource,
      `update agents set name = coalesce($2, name), config = jsonb_strip_nulls(config || $3::jsonb), updated_at = now()
        where seller_id = $1 returning ${COLUMNS}`,
      [sellerId, change.name, JSON.stringify(change.config)],
    );
  }

  /** The agent, if it may work: it is not paused and its seller is not suspended. */
  async findAtWork(agentId: Id<'agt'>): Promise<AgentRow | null> {
    return row(
      this.dataSource,
      `select ${COLUMNS} from agents
        where id = $1 and status = 'active'
          and exists (select 1 from sellers s where s.id = seller_id and s.status = 'active')`,
      [agentId],
    );
  }
}
