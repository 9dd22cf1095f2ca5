/**
 * How long a socket may take for its next step. Baileys waits for some of them without end: for the first stanza after
 * the handshake, for the restart after a scan, for the end of a login.
 */
export class Patience {
  private timer: NodeJS.Timeout | null = null;

  /** @param spent called when a step has not come in time */
  constructor(private readonly spent: () => void) {}

  /** The next step has so long; an earlier one is forgotten. */
  allow(ms: number): void {
    this.over();
    const timer = setTimeout(() => {
      // Where this process was busy for so long, the step may have been taken and only be unread.
      setImmediate(() => {
        if (this.timer === timer) this.spent();
      });
    }, ms);
    this.timer = timer;
  }

  /** Nothing is waited for. */
  over(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }
}
