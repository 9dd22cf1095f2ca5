/** Tells how a seller's sync goes, once or as it happens: woken by Redis, read from Postgres, every two seconds anyway. */
import { Injectable, Logger } from '@nestjs/common';
import { EtsyConnectionsRepository, syncChannel, SyncRunsRepository } from '#features/etsy';
import { Clock } from '#platform/clock';
import type { Id } from '#platform/ids';
import { PubSub } from '#platform/redis';
import type { EventStream } from '../streams/sse.js';
import { presentSync } from './present-sync.js';
import type { SyncStateDto } from './sync.dto.js';

const LOOK_ANYWAY_MS = 2_000;
/** Between two events, however fast pages come in. */
const PAUSE_MS = 200;

@Injectable()
export class SyncProgress {
  private readonly logger = new Logger(SyncProgress.name);

  constructor(
    private readonly runs: SyncRunsRepository,
    private readonly connections: EtsyConnectionsRepository,
    private readonly pubSub: PubSub,
    private readonly clock: Clock,
  ) {}

  async of(sellerId: Id<'sel'>): Promise<SyncStateDto> {
    const [run, connection] = await Promise.all([
      this.runs.findLatest(sellerId),
      this.connections.findBySeller(sellerId),
    ]);
    return {
      sync: run && presentSync(run, this.clock.now()),
      nextSyncAt: connection?.nextSyncAt ?? null,
    };
  }

  /** Sends the state now and whenever it changes, until the stream closes. */
  follow(stream: EventStream, sellerId: Id<'sel'>): void {
    let last = '';
    let due: NodeJS.Timeout | null = null;
    const look = async (): Promise<void> => {
      due = null;
      const state = await this.of(sellerId);
      const { etaSeconds: _eta, ...rest } = state.sync ?? { etaSeconds: null };
      const text = JSON.stringify([rest, state.nextSyncAt]);
      if (text === last) return;
      last = text;
      stream.send({ event: 'sync', data: state });
    };
    const soon = (): void => {
      due ??= setTimeout(() => {
        look().catch((error: unknown) =>
          this.logger.warn({ sellerId, error: String(error) }, 'a sync could not be read'),
        );
      }, PAUSE_MS);
    };
    const unsubscribe = this.pubSub.subscribe(syncChannel(sellerId), soon);
    const timer = setInterval(soon, LOOK_ANYWAY_MS);
    stream.signal.addEventListener('abort', () => {
      clearInterval(timer);
      if (due) clearTimeout(due);
      unsubscribe();
    });
    soon();
  }
}
