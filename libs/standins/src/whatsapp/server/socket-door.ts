/** Where clients come in: takes the WebSocket upgrades of HTTP servers that others run, and only at one path. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Hub } from '../hub.js';
import { ChatSocket } from './chat-socket.js';

type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** See the head of this file. */
export class SocketDoor {
  private readonly sockets = new WebSocketServer({ noServer: true });
  private readonly attached: { server: Server; listener: UpgradeListener }[] = [];

  constructor(private readonly hub: Hub) {}

  /** Takes upgrades at `path`; other paths are left to other listeners. */
  attach(server: Server, path: string): void {
    const listener: UpgradeListener = (request, socket, head) => {
      if (new URL(request.url ?? '/', 'http://loopback').pathname !== path) {
        if (server.listenerCount('upgrade') === 1) socket.destroy();
        return;
      }
      if (this.hub.faults.refuse) return void socket.destroy();
      this.sockets.handleUpgrade(request, socket, head, (ws) => new ChatSocket(this.hub, ws));
    };
    server.on('upgrade', listener);
    this.attached.push({ server, listener });
  }

  /** Takes no more upgrades. */
  detach(): void {
    for (const { server, listener } of this.attached) server.off('upgrade', listener);
  }

  /** Stops listening; the sockets that are open have to be broken before. */
  close(): void {
    this.sockets.close();
  }
}
