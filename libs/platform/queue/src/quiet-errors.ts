import type { Logger } from '@nestjs/common';

const REPEAT_AFTER_MS = 60_000;

/** An error listener for BullMQ objects, which repeat themselves many times a second: says the same once a minute. */
export function quietErrors(logger: Logger, subject: string): (error: Error) => void {
  const saidAt = new Map<string, number>();
  return (error) => {
    const now = Date.now();
    const said = saidAt.get(error.message);
    if (said !== undefined && now - said < REPEAT_AFTER_MS) return;
    if (saidAt.size >= 20) saidAt.clear();
    saidAt.set(error.message, now);
    logger.warn(`${subject}: ${error.message}`);
  };
}
