/**
 * Ending the server without waiting for nothing. Node waits up to a minute for connections that were opened ahead of a
 * request (browsers do that) and for ever for readers that do not read; requests under way are worth waiting for.
 */
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

const REQUESTS_PATIENCE_MS = 5000;

/** At the end closes connections without a request at once, the others when answered, at the latest after 5 s. */
export function closeConnectionsAtEnd(fastify: FastifyInstance): void {
  const underWay = new Map<Socket, number>();
  const { server } = fastify;
  server.on('connection', (socket: Socket) => {
    underWay.set(socket, 0);
    socket.once('close', () => underWay.delete(socket));
  });
  server.on('request', ({ socket }, response) => {
    underWay.set(socket, (underWay.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const count = underWay.get(socket);
      if (count !== undefined) underWay.set(socket, count - 1);
    });
  });
  fastify.addHook('preClose', async () => {
    for (const [socket, count] of underWay) if (count === 0) socket.destroy();
    setTimeout(() => server.closeAllConnections(), REQUESTS_PATIENCE_MS).unref();
  });
}
