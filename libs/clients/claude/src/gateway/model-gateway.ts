/**
 * The only way from a session's process to the model: a unix socket of its own. Adds the key, forces model and
 * max_tokens, asks the budget gate, meters, and answers nothing outside a running turn. Bodies are never logged.
 */
import { randomUUID } from 'node:crypto';
import { chmod, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { addAbortSignal } from 'node:stream';
import { refuse, type GatewayFailure } from './gateway-answer.js';
import {
  admitHeaders,
  admitRequest,
  endpointOf,
  type GatewayEndpoint,
  type GatewayRules,
} from './gateway-policy.js';
import { ModelForwarder, type ForwarderOptions } from './model-forwarder.js';
import { priceOf, type ModelUsage, type TokenCounts } from './model-usage.js';

/** What one gateway needs. */
export interface ModelGatewayOptions extends GatewayRules, ForwarderOptions {
  socketPath: string;
  /** Longest request body. */
  requestBytes: number;
  /** Requests a turn may make, retries of the CLI included. */
  requestsPerTurn: number;
  /** The process knocks as no CLI does. Told once. */
  onFlood?: (() => void) | undefined;
  onUsage?: ((usage: ModelUsage) => void) | undefined;
  authorizeRequest?: (() => Promise<void> | void) | undefined;
}

/** The CLI keeps one or two. Each costs the worker a file, and all its sessions live off the same supply. */
const MOST_CONNECTIONS = 8;
/** Connections and requests of one turn; the CLI makes some dozens at most. */
const MOST_KNOCKS = 500;
const SLOW_REQUEST_MS = 60_000;
const DRAINED_BYTES = 8 * 1024 * 1024;

/** One running turn, as the gateway sees it. */
interface GatewayTurn {
  requestsLeft: number;
  over: AbortController;
  onText(text: string): void;
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
}

/** One session's gateway. `listen` before the process starts, `close` after it ended. */
export class ModelGateway {
  /** The last failed request of this turn, until a later one succeeds. */
  lastFailure: GatewayFailure | null = null;
  private turn: GatewayTurn | null = null;
  private knocks = 0;
  private answering: Promise<unknown> = Promise.resolve();
  private readonly server: Server;
  private readonly forwarder: ModelForwarder;

  constructor(private readonly options: ModelGatewayOptions) {
    this.forwarder = new ModelForwarder(options);
    this.server = createServer({ requestTimeout: SLOW_REQUEST_MS }, (request, response) => {
      this.knock();
      this.answer(request, response).catch(() => response.destroy());
    });
    this.server.maxConnections = MOST_CONNECTIONS;
    this.server.on('connection', () => this.knock());
    this.server.on('drop', () => this.knock());
  }

  /** Opens the socket; `mode` are its permissions (0o666 only inside a folder that others cannot enter). */
  async listen(mode = 0o600): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.options.socketPath, resolve);
    });
    await chmod(this.options.socketPath, mode);
  }

  /** Opens the gateway for one turn, whose answers are told piece by piece as the model writes them. */
  beginTurn(onText: (text: string) => void = () => undefined): void {
    this.lastFailure = null;
    this.knocks = 0;
    const { requestsPerTurn: requestsLeft } = this.options;
    this.turn = { requestsLeft, over: new AbortController(), onText };
  }

  /**
   * Shuts the gateway until the next turn: a process has nothing to ask between turns. What it began to ask is cut off,
   * so that no turn pays for another, and none for nothing.
   */
  endTurn(): void {
    this.turn?.over.abort();
    this.turn = null;
  }

  /** Cuts every connection and removes the socket. */
  async close(): Promise<void> {
    this.endTurn();
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    if (this.server.listening) await closed;
    await rm(this.options.socketPath, { force: true });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const endpoint = endpointOf(request.method, request.url);
    if (!endpoint) {
      request.resume();
      return refuse(response, 404, 'not_found_error', 'no such endpoint');
    }
    const { turn } = this;
    if (!turn || turn.requestsLeft <= 0) {
      request.resume();
      return this.deny(response, 403, 'no turn is running or its model requests are used up');
    }
    turn.requestsLeft -= 1;
    await this.inTurn(async () => this.serve(turn, endpoint, { request, response }));
  }

  /** One after the other, as the CLI asks: what one costs is known before the next is let through. */
  private inTurn(serve: () => Promise<void>): Promise<void> {
    const served = this.answering.then(serve);
    this.answering = served.catch(() => undefined);
    return served;
  }

  private async serve(
    turn: GatewayTurn,
    endpoint: GatewayEndpoint,
    { request, response }: Exchange,
  ): Promise<void> {
    const { signal } = turn.over;
    const raw = await readBody(addAbortSignal(signal, request), this.options.requestBytes);
    if (raw === null) return refuse(response, 413, 'request_too_large', 'the request is too large');
    const admission = admitRequest(raw, endpoint, this.options);
    if (!admission.ok) return this.deny(response, admission.status, admission.reason);
    if (!(await this.authorized(response)) || signal.aborted) return void response.destroy();
    await this.forward(turn, endpoint, admission.body, { request, response });
  }

  private knock(): void {
    this.knocks += 1;
    if (this.knocks === MOST_KNOCKS) this.options.onFlood?.();
  }

  private async authorized(response: ServerResponse): Promise<boolean> {
    try {
      await this.options.authorizeRequest?.();
      return true;
    } catch (error) {
      this.lastFailure = { kind: 'refused', reason: 'the budget gate refused', cause: error };
      refuse(response, 403, 'permission_error', 'refused');
      return false;
    }
  }

  private deny(response: ServerResponse, status: number, reason: string): void {
    this.lastFailure = { kind: 'refused', reason };
    refuse(response, status, 'permission_error', reason);
  }

  private async forward(
    turn: GatewayTurn,
    endpoint: GatewayEndpoint,
    body: string,
    { request, response }: Exchange,
  ): Promise<void> {
    const requestId = randomUUID();
    const report = (phase: ModelUsage['phase'], counts: TokenCounts, complete: boolean): void => {
      const { model } = this.options;
      this.tell({
        ...counts,
        requestId,
        model,
        phase,
        complete,
        costMicros: priceOf(model, counts),
      });
    };
    const failure = await this.forwarder.forward({
      endpoint,
      body,
      headers: admitHeaders(request.headers),
      response,
      signal: turn.over.signal,
      report: endpoint === 'messages' ? report : () => undefined,
      onText: (text) => turn.onText(text),
    });
    if (turn === this.turn) this.lastFailure = failure;
  }

  private tell(usage: ModelUsage): void {
    try {
      this.options.onUsage?.(usage);
    } catch {
      // The owner's bookkeeping must not cut an answer that is already paid for.
    }
  }
}

async function readBody(request: IncomingMessage, limitBytes: number): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes <= limitBytes) chunks.push(buffer);
    else chunks.length = 0;
    // The rest is read so that the answer arrives, but not for ever.
    if (bytes > limitBytes + DRAINED_BYTES) request.destroy();
  }
  return bytes > limitBytes ? null : Buffer.concat(chunks).toString('utf8');
}
