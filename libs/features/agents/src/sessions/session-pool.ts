/**
 * Live model sessions kept between turns. A cold start costs more than half a second; a live session answers in tens
 * of milliseconds. Correctness never depends on the pool: a session is used only if the last committed turn of its
 * conversation was its own and nothing it was started with has changed.
 */
import type { Id } from '#platform/ids';
import type { RuntimeSession } from './agent-runtime.js';
import type { ToolEffect } from '../tools/tool.js';

export interface PooledSession {
  session: RuntimeSession;
  sessionId: string;
  /** Hash of everything the session was started with: prompt, tools, model, mode. */
  key: string;
  /** The run it committed last; null before its first. */
  lastRunId: Id<'run'> | null;
  /** Where the tools of this session put their effects during a turn. */
  effects: ToolEffect[];
}

interface Entry {
  pooled: PooledSession;
  idleSince: number;
  timer: NodeJS.Timeout;
}

export interface PoolLimits {
  maxIdle: number;
  idleMs: number;
}

/** Who must know that a session is not here any more. */
export interface PoolListener {
  evicted(conversationId: Id<'cnv'>): void;
  /** The pool ends; none is left. */
  closed(): Promise<void>;
}

export class SessionPool {
  private readonly idle = new Map<Id<'cnv'>, Entry>();
  private ended = false;

  constructor(
    private readonly limits: PoolLimits,
    private readonly listener: PoolListener | null = null,
  ) {}

  /** Takes the live session out of the pool if it still fits; a session that does not fit is closed. */
  take(
    conversationId: Id<'cnv'>,
    fits: { key: string; lastRunId: Id<'run'> | null },
  ): PooledSession | null {
    const entry = this.remove(conversationId);
    if (!entry) return null;
    const { pooled } = entry;
    if (pooled.session.alive && pooled.key === fits.key && pooled.lastRunId === fits.lastRunId) {
      return pooled;
    }
    void pooled.session.close();
    return null;
  }

  /**
   * Keeps a session for the next turn; the least recently used goes when there are too many.
   *
   * @returns whether it is kept
   */
  put(conversationId: Id<'cnv'>, pooled: PooledSession): boolean {
    void this.remove(conversationId)?.pooled.session.close();
    if (!pooled.session.alive || this.limits.maxIdle === 0 || this.ended) {
      void pooled.session.close();
      return false;
    }
    const timer = setTimeout(() => this.evict(conversationId), this.limits.idleMs);
    timer.unref();
    this.idle.set(conversationId, { pooled, idleSince: Date.now(), timer });
    while (this.idle.size > this.limits.maxIdle) {
      const [oldest] = this.idle.keys();
      if (oldest) this.evict(oldest);
    }
    return true;
  }

  get idleMs(): number {
    return this.limits.idleMs;
  }

  get size(): number {
    return this.idle.size;
  }

  /** Ends every session; from now on none is kept. */
  async closeAll(): Promise<void> {
    this.ended = true;
    const closing = [...this.idle.keys()].map(async (id) =>
      this.remove(id)?.pooled.session.close(),
    );
    await Promise.allSettled([...closing, this.listener?.closed()]);
  }

  private evict(conversationId: Id<'cnv'>): void {
    const entry = this.remove(conversationId);
    if (!entry) return;
    void entry.pooled.session.close();
    this.listener?.evicted(conversationId);
  }

  private remove(conversationId: Id<'cnv'>): Entry | undefined {
    const entry = this.idle.get(conversationId);
    if (entry) clearTimeout(entry.timer);
    this.idle.delete(conversationId);
    return entry;
  }
}
