/** Renews a conversation's lease while its run lasts; aborts the run when the lease is lost. */
import {
  LEASE_RENEW_MS,
  LEASE_TTL_MS,
  type ConversationLeasesRepository,
  type HeldLease,
} from '#features/messaging';

export class LeaseKeeper {
  private readonly abort = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private confirmedAt = Date.now();
  private renewing = false;

  constructor(
    private readonly leases: ConversationLeasesRepository,
    private readonly lease: HeldLease,
  ) {
    this.timer = setInterval(() => void this.renew(), LEASE_RENEW_MS);
  }

  /** Fires when somebody else may hold the conversation, or when {@link cancel} is called. */
  get signal(): AbortSignal {
    return this.abort.signal;
  }

  cancel(reason: string): void {
    this.abort.abort(new Error(reason));
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async renew(): Promise<void> {
    if (this.renewing) return;
    this.renewing = true;
    const askedAt = Date.now();
    try {
      const held = await this.leases.renew(this.lease);
      if (held) this.confirmedAt = askedAt;
      else this.cancel('lease lost');
    } catch {
      // The database is away. Until the lease has surely run out nobody else can have taken it.
      if (Date.now() - this.confirmedAt > LEASE_TTL_MS) this.cancel('lease could not be renewed');
    } finally {
      this.renewing = false;
    }
  }
}
