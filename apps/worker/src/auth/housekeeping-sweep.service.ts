/**
 * Clears away what has run out (sessions, mailed links, old audit lines), and the workspaces on this machine whose seller
 * has left. Every worker does it; a row that another one deleted first is simply gone.
 */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { AuthHousekeeping } from '#features/auth';
import { HOUR_MS, MINUTE_MS } from '#platform/clock';
import { AppConfig } from '#platform/config';
import { type Id, isId } from '#platform/ids';
import { Sweep } from '../sweep.js';

const EVERY_MS = 10 * MINUTE_MS;
// A fresh folder may be of an account that this moment's question did not see yet.
const FOLDER_AGE_MS = HOUR_MS;
const FOLDER = /^seller_(sel_.+)$/;

@Injectable()
export class HousekeepingSweepService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(HousekeepingSweepService.name);
  private readonly timer = new Sweep(
    HousekeepingSweepService.name,
    { everyMs: EVERY_MS, maxBackoffMs: EVERY_MS },
    () => this.sweep(),
  );

  constructor(
    private readonly config: AppConfig,
    private readonly housekeeping: AuthHousekeeping,
  ) {}

  onApplicationBootstrap(): void {
    this.timer.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.timer.stop();
  }

  /** One round. */
  async sweep(): Promise<void> {
    const rows = await this.housekeeping.sweep();
    if (rows > 0) this.logger.debug(`${rows} rows had run out`);
    await this.clearWorkspaces();
  }

  private async clearWorkspaces(): Promise<void> {
    const { workspacesDir } = this.config.agent;
    const names = await readdir(workspacesDir).catch(() => []);
    const owners = names
      .map((name) => FOLDER.exec(name)?.[1])
      .filter((id): id is Id<'sel'> => isId('sel', id));
    for (const sellerId of await this.housekeeping.departed(owners)) {
      const folder = join(workspacesDir, `seller_${sellerId}`);
      const changedAt = await stat(folder).catch(() => null);
      if (changedAt === null || Date.now() - changedAt.mtimeMs < FOLDER_AGE_MS) continue;
      await rm(folder, { recursive: true, force: true });
      this.logger.log(`the workspace of ${sellerId}, who has left, is deleted`);
    }
  }
}
