/**
 * Writes a reply to the socket, with the delays and the breaks that were asked for.
 * Held answers (`hang`) live until the client leaves or the stand-in closes.
 */
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { apiErrorBody } from './api-errors.js';
import { streamEvents, type StreamEvent, type WireMessage } from './message-stream.js';
import type { MessageReply } from './model-reply.schemas.js';

/** How fast answers come when the reply itself says nothing, in milliseconds. */
export interface Pace {
  firstByteMs: number;
  perDeltaMs: number;
}

/** Writes answers and knows the sockets that are still held. */
export class MessageWriter {
  private readonly held = new Set<ServerResponse>();
  private isClosed = false;
  pace: Pace = { firstByteMs: 0, perDeltaMs: 0 };

  /** Writes the whole answer, streamed or not; returns when the client has it or has left. */
  async write(
    response: ServerResponse,
    reply: MessageReply,
    o: { message: WireMessage; stream: boolean; requestId: string },
  ): Promise<void> {
    await this.pause(reply.firstByteMs ?? this.pace.firstByteMs, response);
    if (response.destroyed) return;
    if (o.stream) await this.writeStream(response, reply, o);
    else await this.writeJson(response, reply, o);
  }

  /** Answers nothing and keeps the socket open. */
  hang(response: ServerResponse): Promise<void> {
    if (this.isClosed) this.drop(response);
    this.held.add(response);
    return new Promise((resolve) => {
      response.once('close', () => {
        this.held.delete(response);
        resolve();
      });
    });
  }

  /** Cuts the socket without an answer. */
  drop(response: ServerResponse): void {
    response.socket?.destroy();
  }

  /** Cuts every held socket, now and from now on. */
  close(): void {
    this.isClosed = true;
    for (const response of this.held) response.socket?.destroy();
  }

  private async writeJson(
    response: ServerResponse,
    reply: MessageReply,
    o: { message: WireMessage; requestId: string },
  ): Promise<void> {
    if (reply.breakOff !== undefined) {
      return this.breakOff(response, reply.breakOff.how, o.requestId);
    }
    response.writeHead(200, { 'content-type': 'application/json', 'request-id': o.requestId });
    response.end(JSON.stringify(o.message));
  }

  private async writeStream(
    response: ServerResponse,
    reply: MessageReply,
    o: { message: WireMessage; requestId: string },
  ): Promise<void> {
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      connection: 'keep-alive',
      'request-id': o.requestId,
    });
    const perDeltaMs = reply.perDeltaMs ?? this.pace.perDeltaMs;
    let deltas = 0;
    for (const event of streamEvents(o.message)) {
      if (response.destroyed) return;
      if (event.event === 'content_block_delta') {
        if (reply.breakOff?.afterDeltas === deltas) {
          return this.breakOff(response, reply.breakOff.how, o.requestId);
        }
        deltas += 1;
        await this.pause(perDeltaMs, response);
      }
      response.write(frame(event));
    }
    response.end();
  }

  private async breakOff(
    response: ServerResponse,
    how: 'error' | 'drop' | 'hang',
    requestId: string,
  ): Promise<void> {
    if (how === 'hang') return this.hang(response);
    if (how === 'drop') return this.drop(response);
    const body = apiErrorBody(529, requestId);
    if (!response.headersSent) {
      response.writeHead(529, { 'content-type': 'application/json', 'request-id': requestId });
      response.end(JSON.stringify(body));
      return;
    }
    response.end(frame({ event: 'error', data: { ...body } }));
  }

  private async pause(ms: number, response: ServerResponse): Promise<void> {
    if (ms <= 0) return;
    this.held.add(response);
    await sleep(ms);
    this.held.delete(response);
  }
}

function frame(event: StreamEvent): string {
  return `event: ${event.event}\ndata: ${JSON.stringify(event.data)}\n\n`;
}
