/** What a worker looks after once, before it takes work. */
import { Inject, Injectable, Logger } from '@nestjs/common';
import { AGENT_RUNTIME, type AgentRuntime } from '#features/agents';
import { AppConfig } from '#platform/config';
import { JobWorkers } from '#platform/queue';
import { checkRedisPolicy, RedisConnections } from '#platform/redis';

@Injectable()
export class BootChecks {
  private readonly logger = new Logger(BootChecks.name);

  constructor(
    private readonly config: AppConfig,
    private readonly redis: RedisConnections,
    private readonly workers: JobWorkers,
    @Inject(AGENT_RUNTIME) private readonly runtime: AgentRuntime,
  ) {}

  /** @throws when this worker must not run as things are set up */
  async run(): Promise<void> {
    this.workers.setConcurrency('turns', this.config.agent.concurrency);
    // Nothing waits for it: what a dead worker left behind costs memory, not correctness.
    void this.reap();
    const policy = await checkRedisPolicy(this.redis.fast, this.config.nodeEnv === 'production');
    for (const warning of policy.warnings) this.logger.warn(warning);
    if (policy.fatal.length > 0) throw new Error(policy.fatal.join('\n'));
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
