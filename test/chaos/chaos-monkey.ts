/** Takes away what a plan says, when it says so. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { OwnPostgres } from '../support/servers/own-postgres.js';
import type { OwnRedis } from '../support/servers/redis.js';
import type { ShopScene } from '../support/apps/shop-scene.js';

export type Fault =
  | 'kill-worker'
  | 'restart-redis'
  | 'freeze-redis'
  | 'flush-redis'
  | 'restart-postgres'
  | 'kill-api';

export interface PlannedFault {
  atMs: number;
  fault: Fault;
}

const FROZEN_MS = 4_000;
const AWAY_MS = 1_500;

export class ChaosMonkey {
  kills = 0;
  databaseRestarts = 0;
  private nextVictim = 0;

  constructor(
    private readonly scene: ShopScene,
    private readonly redis: OwnRedis,
    private readonly postgres: OwnPostgres,
  ) {}

  /** Ends when the last fault is over and everything is there again, also when one of them went wrong. */
  async play(plan: PlannedFault[], startedAt: number): Promise<void> {
    const faults = await Promise.allSettled(
      plan.map(async ({ atMs, fault }) => {
        await sleep(Math.max(0, startedAt + atMs - Date.now()));
        await this.faults[fault]();
      }),
    );
    for (const fault of faults) if (fault.status === 'rejected') throw fault.reason;
  }

  private readonly faults: Record<Fault, () => Promise<void>> = {
    'kill-worker': async () => {
      const { workers } = this.scene.stack;
      const victim = workers.splice(this.nextVictim % Math.max(1, workers.length), 1)[0];
      // On a slow machine those that were killed before may all still be starting.
      if (!victim) return;
      this.nextVictim += 1;
      this.kills += 1;
      await victim.kill9();
      await this.scene.stack.startWorker();
    },
    'restart-redis': async () => {
      await this.redis.stop();
      await sleep(AWAY_MS);
      await this.redis.start();
    },
    'freeze-redis': async () => {
      this.redis.freeze();
      await sleep(FROZEN_MS);
      this.redis.thaw();
    },
    'flush-redis': () => this.redis.flush(),
    'restart-postgres': async () => {
      this.databaseRestarts += 1;
      await this.postgres.restart();
    },
    'kill-api': async () => {
      await this.scene.stack.api.kill9();
      await sleep(AWAY_MS);
      await this.scene.stack.startApi();
    },
  };
}
