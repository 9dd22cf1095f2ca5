/** A message that did not get through, or perhaps not. */
export class UndeliveredDto {
  /** @example "out_01k9z3v5q2m7n8p4r6s0t1w2x3" */
  id: string;
  conversationId: string;
  channelId: string | null;
  buyerName: string;
  author: 'agent' | 'human' | 'phone' | 'system';
  text: string;
  /** `unknown`, `failed`. */
  status: string;
  error: string | null;
  attemptCount: number;
  at: Date;
}

/** A page of them, newest first. */
export class UndeliveredPageDto {
  deliveries: UndeliveredDto[];
  next: string | null;
}

/** It is in its line again. */
export class RetriedDto {
  queued: true;
}
