/**
 * Answers conversations: claims the lease, runs turns until nothing is due, sends what they said, gives the lease
 * back. Called for every nudge and by the sweep; a call that loses the claim ends at once.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import {
  ConversationLeasesRepository,
  DeliveryDrainerService,
  LeaseLostError,
  type LeasedConversation,
} from '#features/messaging';
import { AppConfig } from '#platform/config';
import type { Id } from '#platform/ids';
import { inSpan } from '#platform/tracing';
import { LeaseKeeper } from './lease/lease-keeper.js';
import { type Place, WorkerPlaces } from './queue/worker-places.js';
import { TurnRecordsService } from './turn-records.service.js';
import { TurnService } from './turn.service.js';
import { WorkerIdentity } from '../sessions/worker-identity.js';

const RELEASE_ATTEMPTS = 6;
const RELEASE_RETRY_MS = 1_000;

@Injectable()
export class TurnRunnerService {
  private readonly logger = new Logger(TurnRunnerService.name);
  private readonly active = new Map<Id<'cnv'>, LeaseKeeper>();
  private readonly places: WorkerPlaces;
  private draining = false;

  constructor(
    private readonly leases: ConversationLeasesRepository,
    private readonly turns: TurnService,
    private readonly records: TurnRecordsService,
    private readonly drainer: DeliveryDrainerService,
    private readonly worker: WorkerIdentity,
    config: AppConfig,
  ) {
    this.places = new WorkerPlaces(config.agent.concurrency);
  }

  /** Stops the answer that is being written, if it is written here. */
  stop(conversationId: Id<'cnv'>): void {
    this.active.get(conversationId)?.cancel('taken over');
  }

  /** How many more conversations this worker takes at once. */
  get capacity(): number {
    return this.draining ? 0 : this.places.free;
  }

  /**
   * @param o `nudgedFor`: whose conversation it is, when a nudge asks; it may have to leave the last place to the sweep
   * @returns false when this worker did not take the conversation (busy, or somebody else holds it)
   * @throws only when the database is away
   */
  async run(
    conversationId: Id<'cnv'>,
    o: { nudgedFor?: Id<'sel'> | undefined } = {},
  ): Promise<boolean> {
    let taken = false;
    // Whoever writes while the lease is held finds it taken: what is due when it is given back is gone on with.
    while (this.hasRoom(o.nudgedFor) && !this.active.has(conversationId)) {
      const place = this.places.take(o.nudgedFor ?? null);
      try {
        const conversation = await this.claim(conversationId, place);
        if (!conversation) return taken;
        taken = true;
        if (!(await this.hold(conversation))) return true;
      } finally {
        this.places.leave(place);
      }
    }
    return taken;
  }

  private hasRoom(nudgedFor: Id<'sel'> | undefined): boolean {
    return this.capacity > 0 && (nudgedFor === undefined || this.places.mayNudge(nudgedFor));
  }

  /** Runs one turn under the lease and gives it back. @returns whether it came to something and more is due */
  private async hold(conversation: LeasedConversation): Promise<boolean> {
    const { id } = conversation;
    const keeper = new LeaseKeeper(this.leases, conversation);
    this.active.set(id, keeper);
    const outcome = { clean: false, worked: false };
    try {
      const about = { 'ifa.conversation_id': id, 'ifa.seller_id': conversation.sellerId };
      outcome.worked = await inSpan('turn', { ...about, 'ifa.worker': this.worker.id }, () =>
        this.work(conversation, keeper.signal),
      );
      outcome.clean = true;
    } catch (error) {
      if (!(error instanceof LeaseLostError)) throw error;
      this.logger.warn({ conversationId: id }, 'the lease was lost; another worker goes on');
    } finally {
      keeper.stop();
      outcome.worked = (await this.release(conversation, outcome.clean)) && outcome.worked;
      this.active.delete(id);
    }
    return outcome.worked;
  }

  /** Ends: takes nothing new, lets running turns end, then interrupts what is left. */
  async drain(graceMs: number): Promise<void> {
    this.draining = true;
    const deadline = Date.now() + graceMs;
    while (this.places.busy > 0 && Date.now() < deadline) {
      await new Promise((done) => setTimeout(done, 50));
    }
    for (const keeper of this.active.values()) keeper.cancel('shutdown');
    const last = Date.now() + 5_000;
    while (this.places.busy > 0 && Date.now() < last) {
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  /** A claim under way has its place already: many nudges at once must not claim more than there is room for. */
  private async claim(conversationId: Id<'cnv'>, place: Place): Promise<LeasedConversation | null> {
    const conversation = await this.leases.claim(conversationId, this.worker.id);
    if (conversation) place.sellerId = conversation.sellerId;
    return conversation;
  }

  /** A database that restarts would otherwise cost every conversation in work the rest of its lease. @returns whether more is due */
  private async release(lease: LeasedConversation, clean: boolean): Promise<boolean> {
    for (let attempt = 1; attempt <= RELEASE_ATTEMPTS; attempt += 1) {
      try {
        return await this.leases.release(lease, clean);
      } catch {
        await sleep(RELEASE_RETRY_MS);
      }
    }
    return false;
  }

  /** @returns whether there was anything to do */
  private async work(conversation: LeasedConversation, signal: AbortSignal): Promise<boolean> {
    if (conversation.abandoned) await this.records.recover(conversation);
    if (signal.aborted || this.draining) return false;
    const step = await this.turns.step(conversation, this.worker.id, signal);
    if (step === 'nothing_due') return false;
    // A line of ours (closed, out of budget) may have been said although nothing was answered.
    await this.drainer.drain(conversation.id, this.worker.id);
    return true;
  }
}
