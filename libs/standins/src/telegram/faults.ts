/** Faults on demand: the next calls of a method fail in a chosen way, before or after they took effect. */

/** How a call fails. Without `status` and `drop` it is only slow. */
export interface Fault {
  /** A method of the Bot API, or `*`. */
  method: string;
  /** Only this bot's calls. */
  botId?: number | undefined;
  /** Answer with this HTTP status and error_code. */
  status?: number | undefined;
  description?: string | undefined;
  /** `parameters.retry_after`, seconds. */
  retryAfterSeconds?: number | undefined;
  /** Close the connection instead of answering. */
  drop?: boolean | undefined;
  /** The call takes effect all the same (the message is in the chat); default false. */
  applied?: boolean | undefined;
  /** Wait before anything else. */
  delayMs?: number | undefined;
  /** How many calls; default 1. */
  times?: number | undefined;
}

/** The faults that wait for their calls, first come first served. */
export class Faults {
  private waiting: { fault: Fault; left: number }[] = [];

  add(fault: Fault): void {
    this.waiting.push({ fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.waiting = [];
  }

  /** The fault for this call, used up by one; undefined for a call that shall work. */
  take(method: string, botId: number): Fault | undefined {
    const hit = this.waiting.find(
      ({ fault }) =>
        (fault.method === '*' || fault.method.toLowerCase() === method.toLowerCase()) &&
        (fault.botId === undefined || fault.botId === botId),
    );
    if (!hit) return undefined;
    hit.left -= 1;
    if (hit.left <= 0) this.waiting = this.waiting.filter((entry) => entry !== hit);
    return hit.fault;
  }
}
