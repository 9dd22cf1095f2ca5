/** Every request the stand-in was sent, counted for ever and kept for a while. Tokens and keys are never kept. */
export interface LoggedRequest {
  id: number;
  atMs: number;
  operation: string;
  method: string;
  path: string;
  query: Record<string, unknown>;
  status: number;
  /** Who asked, by the prefix of the token; null for public reads. */
  userId: number | null;
  requestUuid: string;
}

export interface RequestCounters {
  total: number;
  byOperation: Record<string, number>;
  byStatus: Record<string, number>;
}

const KEPT = 5_000;

export class RequestLog {
  private kept: LoggedRequest[] = [];
  private counts: RequestCounters = { total: 0, byOperation: {}, byStatus: {} };

  /** Counts and keeps one answered request. */
  add(request: Omit<LoggedRequest, 'id'>): void {
    const { counts } = this;
    counts.total += 1;
    counts.byOperation[request.operation] = (counts.byOperation[request.operation] ?? 0) + 1;
    counts.byStatus[request.status] = (counts.byStatus[request.status] ?? 0) + 1;
    this.kept.push({ ...request, id: counts.total });
    if (this.kept.length > KEPT * 2) this.kept = this.kept.slice(-KEPT);
  }

  /** Requests after the given id, oldest first. */
  since(id = 0): LoggedRequest[] {
    return this.kept.filter((r) => r.id > id);
  }

  counters(): RequestCounters {
    return structuredClone(this.counts);
  }

  /** Forgets everything counted and kept. */
  reset(): void {
    this.kept = [];
    this.counts = { total: 0, byOperation: {}, byStatus: {} };
  }
}
