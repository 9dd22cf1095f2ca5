import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares two secrets without telling by its duration where or in what length they differ. */
export function constantTimeEqual(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();
  return timingSafeEqual(digest(a), digest(b));
}
