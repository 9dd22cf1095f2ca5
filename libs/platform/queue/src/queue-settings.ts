/** Settings of the queues that only tests change (override this provider). */
export class QueueSettings {
  /** Before every key of BullMQ. In braces, so that a cluster keeps the keys together. */
  readonly prefix: string = '{ifa}';
  /** How long running jobs may go on when the app closes. */
  readonly closeGraceMs: number = 8000;
}
