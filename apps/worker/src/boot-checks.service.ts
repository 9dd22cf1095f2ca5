/** What a worker looks after once, before it takes work. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SandboxProbe } from '#clients/claude';
import { AGENT_RUNTIME, type AgentRuntime } from '#features/agents';
import { AppConfig } from '#platform/config';
import { databaseTrouble } from '#platform/database';
import { SetupError } from '#platform/process';
import { JobWorkers } from '#platform/queue';
import { checkRedisPolicy, RedisConnections } from '#platform/redis';
import { schemaState } from '#schema';

const PAUSE_MS = 2_000;
const REMEDY =
  'The worker needs bubblewrap and user namespaces; docs/operations.md, "The sandbox", says how to allow them. ' +
  'AGENT_SANDBOX=auto goes on without.';

@Injectable()
export class BootChecks {
  private readonly logger = new Logger(BootChecks.name);

  constructor(
    private readonly config: AppConfig,
    private readonly dataSource: DataSource,
    private readonly redis: RedisConnections,
    private readonly workers: JobWorkers,
    private readonly sandbox: SandboxProbe,
    @Inject(AGENT_RUNTIME) private readonly runtime: AgentRuntime,
  ) {}

  /** @throws SetupError when this worker must not run as things are set up */
  async run(): Promise<void> {
    this.workers.setConcurrency('turns', this.config.agent.concurrency);
    // First: a worker can take its cgroup only as long as it has started little.
    await this.tellLimits();
    this.tellUnused();
    // Nothing waits for it: what a dead worker left behind costs memory, not correctness.
    void this.reap();
    await this.demandSandbox();
    await this.waitForSchema();
    const policy = await checkRedisPolicy(this.redis.fast, this.config.nodeEnv === 'production');
    for (const warning of policy.warnings) this.logger.warn(warning);
    if (policy.fatal.length > 0) throw new SetupError(policy.fatal.join('\n'));
  }

  /** Found out now, not by the first buyer: a worker without the sandbox it must have would fail every message. */
  private async demandSandbox(): Promise<void> {
    const { workerRoles, agent } = this.config;
    if (!workerRoles.includes('turns') || agent.sandbox === 'off') return;
    const { ok, reason = 'unknown' } = await this.sandbox.check();
    if (ok) return;
    if (agent.sandbox === 'required') throw new SetupError(`AGENT_SANDBOX: ${reason}. ${REMEDY}`);
    this.logger.warn(`the agent's processes run without a sandbox here: ${reason}`);
  }

  private async tellLimits(): Promise<void> {
    if (!this.config.workerRoles.includes('turns')) return;
    this.logger.log(`the model's processes are limited by ${await this.sandbox.limits()}`);
  }

  private tellUnused(): void {
    if (this.config.agent.openclawGatewayUrl === null) return;
    this.logger.warn(
      'OPENCLAW_GATEWAY_URL is set but not used yet: the own runtime runs the agents',
    );
  }

  /** Started before the migrations have run, or while Postgres is started again, it waits. */
  private async waitForSchema(): Promise<void> {
    while (!(await this.hasSchema())) await sleep(PAUSE_MS);
  }

  private async hasSchema(): Promise<boolean> {
    const state = await schemaState(this.dataSource).catch((error: unknown) => {
      this.logger.warn(`${databaseTrouble(error)}; looking again`);
      return null;
    });
    if (state === null) return false;
    if (state.unknown.length > 0) {
      this.logger.warn(`the database is newer than this code: ${state.unknown.join(', ')}`);
    }
    if (state.missing.length === 0) return true;
    this.logger.error(
      `the database is older than this code (${state.missing.length} migrations are missing); run: npm run migrate`,
    );
    return false;
  }

  private async reap(): Promise<void> {
    try {
      const reaped = await this.runtime.reapOrphans();
      if (reaped > 0) this.logger.warn(`ended ${reaped} sessions of a worker that had died`);
    } catch (error) {
      this.logger.error({ error: String(error) }, 'left-over sessions could not be ended');
    }
  }
}
