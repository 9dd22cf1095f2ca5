/** For the tests: a gateway between a caller and an upstream of the test's own, on a unix socket in a folder of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import {
  createServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent } from 'undici';
import { ModelGateway, type ModelGatewayOptions } from './model-gateway.js';
import type { ModelUsage } from './model-usage.js';

/** The smallest request that is one. */
export const BODY = JSON.stringify({ messages: [{ role: 'user', content: 'hi' }] });

/** One gateway; `start` opens it for a turn. */
export class GatewayScene {
  /** What the model's side does with a request. */
  handle: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) => {
    response.end('{}');
  };
  readonly usage: ModelUsage[] = [];
  private opened: ModelGateway | null = null;
  private readonly dispatcher = new Agent();

  private constructor(
    private readonly folder: string,
    private readonly upstream: Server,
  ) {
    upstream.on('request', (incoming: IncomingMessage, response: ServerResponse) => {
      incoming.resume().on('end', () => this.handle(incoming, response));
    });
  }

  static async open(): Promise<GatewayScene> {
    const upstream = createServer();
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
    return new GatewayScene(await mkdtemp(join(tmpdir(), 'gateway-spec-')), upstream);
  }

  get gateway(): ModelGateway {
    if (!this.opened) throw new Error('start it first');
    return this.opened;
  }

  async start(options: Partial<ModelGatewayOptions> = {}): Promise<void> {
    const address = this.upstream.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    this.opened = new ModelGateway({
      socketPath: this.socketPath,
      credentials: { apiKey: 'sk-real', baseUrl: `http://127.0.0.1:${port}/compatible/` },
      model: 'claude-sonnet-5-5',
      maxOutputTokens: 100,
      toolNames: [],
      dispatcher: this.dispatcher,
      requestBytes: 1000,
      modelTimeoutMs: 2000,
      streamIdleMs: 2000,
      requestsPerTurn: 2,
      onUsage: (one) => this.usage.push(one),
      ...options,
    });
    await this.opened.listen();
    this.opened.beginTurn();
  }

  call(body = BODY, headers: Record<string, string> = {}): Promise<IncomingMessage> {
    const { socketPath } = this;
    return new Promise((resolve, reject) => {
      const options = { socketPath, method: 'POST', path: '/v1/messages', headers };
      request(options, resolve).on('error', reject).end(body);
    });
  }

  /** A request of which only the head is sent yet. */
  begin(bodyBytes: number): { connection: Socket; begun: Promise<void>; closed: Promise<void> } {
    const connection = connect(this.socketPath).on('error', () => undefined);
    const closed = new Promise<void>((resolve) => connection.once('close', () => resolve()));
    const begun = new Promise<void>((resolve) => connection.once('data', () => resolve()));
    connection.resume();
    const headers = ['host: x', `content-length: ${bodyBytes}`, 'expect: 100-continue'];
    connection.write(`POST /v1/messages HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
    return { connection, begun, closed };
  }

  /** Everything that comes back for bytes as they are. */
  async rawAnswer(bytes: string): Promise<string> {
    const socket = connect(this.socketPath).on('error', () => undefined);
    let answer = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
      // A refusal may leave the connection open for the next request.
      if (/^HTTP\/1\.1 (?:404|400|431)/.test(answer)) socket.end();
    });
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.write(bytes);
    await closed;
    return answer;
  }

  async close(): Promise<void> {
    await this.opened?.close();
    await this.dispatcher.destroy();
    this.upstream.closeAllConnections();
    await new Promise((resolve) => this.upstream.close(resolve));
    await rm(this.folder, { recursive: true });
  }

  private get socketPath(): string {
    return join(this.folder, 'gw.sock');
  }
}

/** The status of an answer whose body does not matter. */
export async function statusOf(answer: Promise<IncomingMessage>): Promise<number | undefined> {
  const response = await answer;
  response.resume();
  return response.statusCode;
}
