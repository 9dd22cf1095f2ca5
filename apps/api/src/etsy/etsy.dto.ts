/** Where the seller's browser goes. */
export class AuthorizeDto {
  /** @example "https://www.etsy.com/oauth/connect?response_type=code&..." */
  redirectUrl: string;
}

/** The connected shop. */
export class EtsyConnectionDto {
  /** @example "etsy_01k9z3v5q2m7n8p4r6s0t1w2x3" */
  id: string;
  /** @example "12345678" */
  shopId: string;
  shopName: string;
  /** `needs_reconnect`: Etsy no longer accepts the grant; connect again. */
  status: 'active' | 'needs_reconnect';
  /** When Etsy's grant ends unless it is used; every use moves it on. */
  grantEndsAt: Date;
  /** What is asked for now and was not when the shop was connected: connecting once more allows it. */
  missingScopes: string[];
  lastSyncAt: Date | null;
  createdAt: Date;
}

/** Whether a shop is connected. */
export class ConnectionStateDto {
  connected: boolean;
  connection: EtsyConnectionDto | null;
}

/** What is left of the requests Etsy allows this installation; shared by all its shops. */
export class QuotaDto {
  /** false: the shared count cannot be reached, each process keeps to a small budget of its own. */
  shared: boolean;
  perSecond: number;
  perDay: number;
  remainingToday: number;
  /** Of these, kept for buyers' questions and what a seller waits for. */
  reserved: number;
  /** Whether background syncs wait for the day to roll on. */
  backgroundPaused: boolean;
  blockedUntil: Date | null;
  /** When Etsy last told; null: these are assumptions. */
  learnedAt: Date | null;
}
