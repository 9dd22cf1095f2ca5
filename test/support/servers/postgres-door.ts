/** Between whoever is tested and the real Postgres: shuts, freezes, hushes and opens again, as a server or a network would. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from './ports.js';

/** A way to the real Postgres that can be shut, as if the server went away. */
export class PostgresDoor {
  private server: Server | null = null;
  private isFrozen = false;
  private readonly sockets = new Set<Socket>();
  /** The server's ends of them. */
  private readonly answers = new Set<Socket>();

  private constructor(
    private readonly port: number,
    private readonly target: URL,
  ) {}

  static async of(databaseUrl: string): Promise<PostgresDoor> {
    return new PostgresDoor(await freePort(), new URL(databaseUrl));
  }

  get url(): string {
    const url = new URL(this.target.href);
    url.hostname = '127.0.0.1';
    url.port = String(this.port);
    return url.href;
  }

  async open(): Promise<void> {
    if (this.server) return;
    this.server = createServer((near) => {
      const far = connect(Number(this.target.port || 5432), this.target.hostname);
      for (const socket of [near, far]) {
        this.sockets.add(socket);
        socket.on('error', () => socket.destroy());
      }
      this.answers.add(far);
      near.pipe(far).on('close', () => near.destroy());
      far.pipe(near).on('close', () => far.destroy());
      if (this.isFrozen) near.pause();
    }).listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  async shut(): Promise<void> {
    const { server } = this;
    if (!server) return;
    this.server = null;
    const closed = once(server, 'close');
    server.close();
    for (const socket of this.sockets) socket.destroy();
    this.answers.clear();
    await closed;
  }

  /** Connections stay open, and nothing comes through. */
  freeze(): void {
    this.isFrozen = true;
    for (const socket of this.sockets) socket.pause();
  }

  thaw(): void {
    this.isFrozen = false;
    for (const socket of this.sockets) socket.resume();
  }

  /** What is asked gets through and is done; no answer comes back on the connections there are. Shutting it ends that. */
  hush(): void {
    for (const socket of this.answers) socket.pause();
  }

  async close(): Promise<void> {
    await this.shut();
  }
}
