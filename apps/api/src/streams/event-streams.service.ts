/**
 * Opens event streams for signed-in sellers and looks after them: a stream closes when its session ends or its seller is
 * suspended (asked every few seconds), when the app stops, and a seller holds only so many.
 */
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Id } from '#platform/ids';
import { notSignedIn, type SellerIdentity, SessionWatch } from '#features/auth';
import { tooManyStreams } from '../http/http.errors.js';
import { EventStream } from './sse.js';

/** With the age of the session check itself (under a second) a stream outlives its session by five seconds at most. */
const SESSION_CHECK_MS = 4000;
const STREAMS_PER_SELLER_MAX = 20;

/** The open streams of this process. */
@Injectable()
export class EventStreams implements BeforeApplicationShutdown {
  private readonly open = new Map<EventStream, Id<'sel'>>();
  private isStopping = false;

  constructor(private readonly sessions: SessionWatch) {}

  /**
   * Takes the reply over and starts the stream; the handler must inject its reply with `@Res()` and return nothing.
   * Check whatever may fail before this call: afterwards no error answer is possible.
   *
   * @throws AppError `request.too_many_streams` (429)
   */
  start(request: FastifyRequest, reply: FastifyReply): EventStream {
    const { seller } = request;
    if (!seller) throw notSignedIn();
    if (this.countOf(seller.sellerId) >= STREAMS_PER_SELLER_MAX) throw tooManyStreams();
    reply.hijack();
    const stream = new EventStream(reply.raw, headersOf(reply), lastEventIdOf(request));
    if (this.isStopping) stream.close();
    if (stream.signal.aborted) return stream;
    this.open.set(stream, seller.sellerId);
    this.watch(stream, seller);
    return stream;
  }

  /** How many streams are open in this process. */
  get size(): number {
    return this.open.size;
  }

  /** Closing the server would wait for them. */
  beforeApplicationShutdown(): void {
    this.isStopping = true;
    for (const stream of this.open.keys()) stream.close();
  }

  private countOf(sellerId: Id<'sel'>): number {
    return [...this.open.values()].filter((owner) => owner === sellerId).length;
  }

  private watch(stream: EventStream, seller: SellerIdentity): void {
    const timer = setInterval(() => void this.closeIfEnded(stream, seller), SESSION_CHECK_MS);
    timer.unref();
    stream.signal.addEventListener('abort', () => {
      clearInterval(timer);
      this.open.delete(stream);
    });
  }

  private async closeIfEnded(stream: EventStream, seller: SellerIdentity): Promise<void> {
    try {
      if (!(await this.sessions.isStillValid(seller.sessionId))) stream.close();
    } catch {
      // The database cannot be asked, so nobody can have ended the session either; the next question will tell.
    }
  }
}

function lastEventIdOf(request: FastifyRequest): string | null {
  const given = request.headers['last-event-id'];
  return typeof given === 'string' && given !== '' ? given : null;
}

/** What plugins and guards have set so far (CORS, limits, request id); a hijacked reply does not send it by itself. */
function headersOf(reply: FastifyReply): Record<string, number | string | string[]> {
  const headers: Record<string, number | string | string[]> = {};
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) headers[name] = value;
  }
  return headers;
}
