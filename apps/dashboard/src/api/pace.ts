/** How long the API wants to be left alone, as it said in its last 429 to something that was read. */
let quietUntil = 0;

/** The API has answered 429. */
export function keepQuiet(forMs: number): void {
  quietUntil = Math.max(quietUntil, Date.now() + forMs);
}

/** Milliseconds until it may be asked again by itself; 0: now. */
export function quietMs(): number {
  return Math.max(0, quietUntil - Date.now());
}
