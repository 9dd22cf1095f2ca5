/** SQL of `agent_soul_versions`. The newest version of an agent is the one in force. */
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { row, rows } from '#platform/database';
import { newId, type Id } from '#platform/ids';

export interface SoulVersion {
  id: Id<'sol'>;
  soulInstructions: string;
  createdAt: Date;
}

/** Older ones are forgotten. */
const KEPT = 200;

@Injectable()
export class SoulVersionsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Keeps a version, unless the newest says the same. */
  async keep(manager: EntityManager, agentId: Id<'agt'>, soulInstructions: string): Promise<void> {
    await rows(
      manager,
      `insert into agent_soul_versions (id, agent_id, soul_instructions)
       select $1, $2, $3
        where $3 is distinct from (select soul_instructions from agent_soul_versions
                                    where agent_id = $2 order by id desc limit 1)`,
      [newId('sol'), agentId, soulInstructions],
    );
    await rows(
      manager,
      `delete from agent_soul_versions
        where agent_id = $1 and id <= (select id from agent_soul_versions where agent_id = $1
                                        order by id desc offset $2 limit 1)`,
      [agentId, KEPT],
    );
  }

  /** Newest first. @param before id of the last one already seen */
  async list(
    agentId: Id<'agt'>,
    page: { limit: number; before: string | null },
  ): Promise<(SoulVersion & { current: boolean })[]> {
    return rows(
      this.dataSource,
      `select id, soul_instructions, created_at,
              id = (select max(id) from agent_soul_versions where agent_id = $1) as current
         from agent_soul_versions where agent_id = $1 and ($2::text is null or id < $2)
        order by id desc limit $3`,
      [agentId, page.before, page.limit],
    );
  }

  async find(agentId: Id<'agt'>, id: string): Promise<SoulVersion | null> {
    return row(
      this.dataSource,
      `select id, soul_instructions, created_at from agent_soul_versions where agent_id = $1 and id = $2`,
      [agentId, id],
    );
  }

  /** The one that this one replaced. */
  async findBefore(agentId: Id<'agt'>, id: string): Promise<SoulVersion | null> {
    return row(
      this.dataSource,
      `select id, soul_instructions, created_at from agent_soul_versions
        where agent_id = $1 and id < $2 order by id desc limit 1`,
      [agentId, id],
    );
  }
}
