/** What a seller sets of their agent: its name, how it works, what it is told, with every earlier version of that. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction } from '#platform/database';
import { AppError } from '#platform/errors';
import type { Id } from '#platform/ids';
import type { AgentConfig } from '../agent-config.js';
import { agentNotFound } from '../agents.errors.js';
import { AgentsRepository, type AgentRow } from '../agents.repository.js';
import { EventLogService } from '../events/event-log.service.js';
import { hoursProblem } from '../hours/business-hours.js';
import { isTimeZone } from '../hours/zoned-time.js';
import { NotAnsweredRepository } from '../not-answered/not-answered.repository.js';
import { lineDiff, type DiffLine } from '../soul/line-diff.js';
import { SoulVersionsRepository, type SoulVersion } from '../soul/soul-versions.repository.js';
import { OUT_OF_HOURS } from '../turns/queue/turn-reasons.js';
import { WorkspaceService } from './workspace.service.js';

/** A change of settings: what is undefined stays, what is null goes back to its default. */
export type ConfigChange = { [Key in keyof AgentConfig]?: AgentConfig[Key] | null };

@Injectable()
export class AgentSettingsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly agents: AgentsRepository,
    private readonly versions: SoulVersionsRepository,
    private readonly waiting: NotAnsweredRepository,
    private readonly workspaces: WorkspaceService,
    private readonly events: EventLogService,
  ) {}

  /**
   * Changes the name and settings; in force from the next turn on.
   *
   * @throws AppError `agents.not_provisioned`, `agents.bad_config` (400)
   */
  async change(
    sellerId: Id<'sel'>,
    change: { name: string | null; config: ConfigChange },
  ): Promise<AgentRow> {
    refuseNonsense(change.config);
    const agent = await this.agents.changeSettings(sellerId, change);
    if (!agent) throw agentNotFound();
    if (change.config.hours !== undefined || change.config.timeZone !== undefined) {
      await this.waiting.lookAgain(agent.id, OUT_OF_HOURS);
    }
    const { buyerMessagesPerMinute, buyerMessagesPerDay } = change.config;
    if (buyerMessagesPerMinute !== undefined || buyerMessagesPerDay !== undefined) {
      await this.waiting.liftLimits(sellerId);
    }
    await this.workspaces.tryWrite(agent);
    await this.events.write(agent.id, null, [{ type: 'agent.changed' }]);
    return agent;
  }

  /** What the seller wants of the agent, in their words; in force from the next turn on. */
  async changeSoul(sellerId: Id<'sel'>, soulInstructions: string): Promise<AgentRow> {
    const agent = await inTransaction(this.dataSource, async (manager) => {
      const before = await this.agents.lockBySeller(manager, sellerId);
      if (!before) throw agentNotFound();
      // What was in force before there were versions is the first of them.
      if (before.soulInstructions !== '') {
        await this.versions.keep(manager, before.id, before.soulInstructions);
      }
      await this.versions.keep(manager, before.id, soulInstructions);
      const changed = await this.agents.setSoul(manager, sellerId, soulInstructions);
      if (!changed) throw agentNotFound();
      await this.events.append(manager, changed.id, null, [{ type: 'agent.soul_changed' }]);
      return changed;
    });
    this.events.wake(agent.id);
    await this.workspaces.tryWrite(agent);
    return agent;
  }

  /** Newest first. */
  async listSoulVersions(
    sellerId: Id<'sel'>,
    page: { limit: number; before: string | null },
  ): Promise<(SoulVersion & { current: boolean })[]> {
    const agent = await this.agents.findBySeller(sellerId);
    if (!agent) throw agentNotFound();
    return this.versions.list(agent.id, page);
  }

  /** What a version changed of the one before it. @throws AppError `agents.version_not_found`, for a foreign one too */
  async soulDiff(sellerId: Id<'sel'>, versionId: string): Promise<DiffLine[]> {
    const { agent, version } = await this.ownVersion(sellerId, versionId);
    const before = await this.versions.findBefore(agent.id, version.id);
    return lineDiff(before?.soulInstructions ?? '', version.soulInstructions);
  }

  /** Makes an earlier version the newest. @throws AppError `agents.version_not_found`, for a foreign one too */
  async restoreSoul(sellerId: Id<'sel'>, versionId: string): Promise<AgentRow> {
    const { version } = await this.ownVersion(sellerId, versionId);
    return this.changeSoul(sellerId, version.soulInstructions);
  }

  private async ownVersion(
    sellerId: Id<'sel'>,
    versionId: string,
  ): Promise<{ agent: AgentRow; version: SoulVersion }> {
    const agent = await this.agents.findBySeller(sellerId);
    const version = agent && (await this.versions.find(agent.id, versionId));
    if (version) return { agent, version };
    throw new AppError({
      kind: 'not_found',
      code: 'agents.version_not_found',
      message: 'There is no such version.',
    });
  }
}

function refuseNonsense(config: ConfigChange): void {
  const problem =
    config.timeZone && !isTimeZone(config.timeZone)
      ? `timeZone: "${config.timeZone}" is no time zone; use a name like Europe/Berlin`
      : config.hours && hoursProblem(config.hours);
  if (!problem) return;
  throw new AppError({ kind: 'invalid', code: 'agents.bad_config', message: problem });
}
