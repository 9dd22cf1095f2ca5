/**
 * Trouble on order: a test or a person tells the stand-in which requests shall go wrong, how, and how often.
 * Faults happen after key, limits and before the handler, except `drop_after`, which loses an answer already made.
 */
import { z } from 'zod';

/** What goes wrong. `drop_after`: the request takes effect, then the connection breaks before the answer. */
export const faultActionSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('status'),
    status: z.number().int().min(400).max(599),
    body: z.unknown().optional(),
    headers: z.record(z.string(), z.string()).optional(),
  }),
  z.object({ kind: z.literal('html'), status: z.number().int().default(200) }),
  z.object({ kind: z.literal('slow'), delayMs: z.number().int().min(0).max(120_000) }),
  z.object({ kind: z.literal('drop_before') }),
  z.object({ kind: z.literal('drop_after') }),
]);

/** Which requests are meant; what is absent matches everything. `operation` is Etsy's operationId, or `token`. */
export const faultSchema = z.object({
  operation: z.string().optional(),
  state: z.string().optional(),
  listingId: z.number().int().optional(),
  shopId: z.number().int().optional(),
  grantType: z.enum(['authorization_code', 'refresh_token']).optional(),
  /** Requests let through before the fault begins. */
  skip: z.number().int().min(0).default(0),
  /** How many requests it strikes; null: until it is cleared. */
  times: z.number().int().min(1).nullable().default(1),
  action: faultActionSchema,
});

export type Fault = z.input<typeof faultSchema>;
export type FaultAction = z.output<typeof faultActionSchema>;

/** The parts of a request by which a fault finds it. */
export interface FaultTarget {
  operation: string;
  state?: string | undefined;
  listingId?: number | undefined;
  shopId?: number | undefined;
  grantType?: string | undefined;
}

type ActiveFault = z.output<typeof faultSchema> & { id: number };

export class Faults {
  private active: ActiveFault[] = [];
  private lastId = 0;

  /** Arms a fault and returns its id. */
  add(fault: Fault): number {
    this.lastId += 1;
    this.active.push({ ...faultSchema.parse(fault), id: this.lastId });
    return this.lastId;
  }

  /** Disarms one fault, or all. */
  clear(id?: number): void {
    this.active = id === undefined ? [] : this.active.filter((f) => f.id !== id);
  }

  list(): readonly ActiveFault[] {
    return this.active;
  }

  /** The action that strikes this request, counted as used; null when it may pass. */
  strike(target: FaultTarget): FaultAction | null {
    const fault = this.active.find((f) => matches(f, target));
    if (fault === undefined) return null;
    if (fault.skip > 0) {
      fault.skip -= 1;
      return null;
    }
    if (fault.times !== null && (fault.times -= 1) === 0) this.clear(fault.id);
    return fault.action;
  }
}

function matches(fault: ActiveFault, target: FaultTarget): boolean {
  const keys = ['operation', 'state', 'listingId', 'shopId', 'grantType'] as const;
  return keys.every((key) => fault[key] === undefined || fault[key] === target[key]);
}
