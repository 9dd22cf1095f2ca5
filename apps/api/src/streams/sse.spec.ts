import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { BUFFERED_BYTES_MAX, EventStream, renderEvent } from './sse.js';

let server: Server | null = null;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
});

/** Opens a stream from a client's side and hands out both ends. */
async function openStream(): Promise<{ stream: EventStream; incoming: IncomingMessage }> {
  const opened = Promise.withResolvers<EventStream>();
  server = createServer((_, response) => {
    opened.resolve(new EventStream(response, { 'x-request-id': 'req_1' }, null));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const arrived = Promise.withResolvers<IncomingMessage>();
  get({ host: '127.0.0.1', port }, arrived.resolve);
  return { incoming: await arrived.promise, stream: await opened.promise };
}

describe('renderEvent', () => {
  it('writes id, name and JSON, one line each', () => {
    const text = renderEvent({ id: 'evt_1', event: 'response', data: { content: 'a\nb' } });
    expect(text).toBe('id: evt_1\nevent: response\ndata: {"content":"a\\nb"}\n\n');
  });

  it('leaves the id out, so that the client keeps its last one', () => {
    expect(renderEvent({ event: 'delta', data: 1 })).toBe('event: delta\ndata: 1\n\n');
  });

  it('refuses an id or name that would forge another field', () => {
    expect(() => renderEvent({ id: 'a\ndata: x', event: 'e', data: 1 })).toThrow('line break');
    expect(() => renderEvent({ event: 'e\r', data: 1 })).toThrow('line break');
  });
});

describe('EventStream', () => {
  it('sends the given headers and events, and ends when closed', async () => {
    const { stream, incoming } = await openStream();

    expect(stream.send({ id: '1', event: 'a', data: 'x' })).toBe(true);
    stream.close();

    expect(incoming.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'x-request-id': 'req_1',
    });
    expect(await text(incoming)).toBe('retry: 2000\n\nid: 1\nevent: a\ndata: "x"\n\n');
    expect(stream.signal.aborted).toBe(true);
    expect(stream.send({ event: 'a', data: 'late' })).toBe(false);
  });

  it('tells its owner when the reader goes away', async () => {
    const { stream, incoming } = await openStream();

    incoming.destroy();
    await once(stream.signal, 'abort');

    expect(stream.send({ event: 'a', data: 1 })).toBe(false);
  });

  it('cuts a reader who does not read instead of keeping everything in memory', async () => {
    const { stream, incoming } = await openStream();
    incoming.pause();
    const data = 'x'.repeat(64 * 1024);

    let sentBytes = 0;
    while (stream.send({ event: 'a', data }) && sentBytes < 50 * BUFFERED_BYTES_MAX) {
      sentBytes += data.length;
    }

    expect(stream.signal.aborted).toBe(true);
    expect(sentBytes).toBeLessThan(50 * BUFFERED_BYTES_MAX);
  });
});
