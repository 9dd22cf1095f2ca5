/** Time as something that is handed in, so that rules about time can be tested. Leases use the database's time. */
import { Injectable } from '@nestjs/common';

/** Milliseconds in a second. */
export const SECOND_MS = 1000;
/** Milliseconds in a minute. */
export const MINUTE_MS = 60 * SECOND_MS;
/** Milliseconds in an hour. */
export const HOUR_MS = 60 * MINUTE_MS;
/** Milliseconds in a day. */
export const DAY_MS = 24 * HOUR_MS;

/** What time it is. Inject this, never call `new Date()` in a rule. */
export abstract class Clock {
  /** The present moment. */
  abstract now(): Date;
}

/** The clock of the machine. */
@Injectable()
export class SystemClock extends Clock {
  override now(): Date {
    return new Date();
  }
}
