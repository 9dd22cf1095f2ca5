/**
 * Which pages are read anew when events make them stale, and how often at most: the first event of a burst shows at once,
 * the others together. The conversation that is open stays live; lists, which everybody's events touch, take their time.
 * What is not due yet waits; while the API asks for fewer requests everything does.
 */

/** How often what an event touches is read anew at most, ms. */
const OPEN_CONVERSATION_EVERY_MS = 1_500;
const LIST_EVERY_MS = 5_000;
/** So that what one deed causes is read once. */
const TOGETHER_MS = 60;

/** What a refresher needs of the page. */
export interface RefresherPage {
  /** Reads the paths anew that are on the page. */
  refresh(paths: readonly string[]): void;
  /** How long the API wants to be left alone, ms. */
  quietMs(): number;
}

/** Collects stale paths and refreshes them at their pace. */
export class Refresher {
  private readonly waiting = new Set<string>();
  private readonly lastAt = new Map<string, number>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly page: RefresherPage) {}

  /** Notes that paths are stale. */
  touch(paths: readonly string[]): void {
    for (const path of paths) this.waiting.add(path);
    this.plan();
  }

  /** Refreshes nothing any more. */
  stop(): void {
    clearTimeout(this.timer);
    this.waiting.clear();
  }

  private plan(): void {
    clearTimeout(this.timer);
    if (this.waiting.size === 0) return;
    const next = Math.min(...[...this.waiting].map((path) => this.dueIn(path)));
    this.timer = setTimeout(() => this.refreshDue(), Math.max(TOGETHER_MS, next));
  }

  private refreshDue(): void {
    const due = [...this.waiting].filter((path) => this.dueIn(path) <= 0);
    for (const [path, at] of this.lastAt) {
      if (at + LIST_EVERY_MS < Date.now()) this.lastAt.delete(path);
    }
    for (const path of due) {
      this.waiting.delete(path);
      this.lastAt.set(path, Date.now());
    }
    if (due.length > 0) this.page.refresh(due);
    this.plan();
  }

  private dueIn(path: string): number {
    const last = this.lastAt.get(path);
    const wait = last === undefined ? 0 : last + everyMs(path) - Date.now();
    return Math.max(wait, this.page.quietMs());
  }
}

function everyMs(path: string): number {
  return path.startsWith('/conversations/') ? OPEN_CONVERSATION_EVERY_MS : LIST_EVERY_MS;
}
