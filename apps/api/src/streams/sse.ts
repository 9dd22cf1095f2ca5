/**
 * One open stream of server-sent events, written straight to the socket: Nest's own numbers events that have no id and so
 * spoils Last-Event-ID. Heartbeats are comments for the same reason. Who opens one: EventStreams.
 */
import type { ServerResponse } from 'node:http';

/** How often a comment keeps proxies and clients from giving the connection up. */
export const HEARTBEAT_MS = 15_000;
/** What may wait in memory for a reader that is slower than its events. */
export const BUFFERED_BYTES_MAX = 1024 * 1024;

const RECONNECT_MS = 2000;

/** One event. Without an id it does not move the client's Last-Event-ID (for what is not replayed). */
export interface ServerSentEvent {
  id?: string;
  event: string;
  /** Sent as JSON on one line. */
  data: unknown;
}

/** The text of an event on the wire. */
export function renderEvent({ id, event, data }: ServerSentEvent): string {
  for (const field of [id ?? '', event]) {
    if (/[\r\n\0]/.test(field)) throw new Error('an event id or name holds a line break');
  }
  const idLine = id === undefined ? '' : `id: ${id}\n`;
  return `${idLine}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Writes events until either side closes; `signal` is aborted then. */
export class EventStream {
  private readonly closing = new AbortController();
  private readonly heartbeat: NodeJS.Timeout;

  /**
   * @param response a response whose headers are this stream's to write
   * @param lastEventId what the client saw last, or null: replay from there
   */
  constructor(
    private readonly response: ServerResponse,
    headers: Record<string, number | string | string[]>,
    readonly lastEventId: string | null,
  ) {
    response.writeHead(200, {
      ...headers,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    response.on('close', () => this.finish());
    response.on('error', () => this.finish());
    this.heartbeat = setInterval(() => this.write(': still here\n\n'), HEARTBEAT_MS);
    this.heartbeat.unref();
    if (response.destroyed) this.finish();
    else this.write(`retry: ${RECONNECT_MS}\n\n`);
  }

  /** Aborted once the stream is closed, whoever closed it: stop reading, unsubscribe. */
  get signal(): AbortSignal {
    return this.closing.signal;
  }

  /** False when the stream is closed, or was cut because its reader is too slow; it comes back with its last id. */
  send(event: ServerSentEvent): boolean {
    return this.write(renderEvent(event));
  }

  /** Ends the stream in an orderly way; the client connects anew. */
  close(): void {
    if (this.signal.aborted) return;
    this.response.end();
    this.finish();
  }

  private write(text: string): boolean {
    if (this.signal.aborted) return false;
    this.response.write(text);
    if (this.response.writableLength <= BUFFERED_BYTES_MAX) return true;
    this.response.destroy();
    this.finish();
    return false;
  }

  private finish(): void {
    clearInterval(this.heartbeat);
    this.closing.abort();
  }
}
