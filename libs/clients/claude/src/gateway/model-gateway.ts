/**
 * The only way from a session's process to the model: a unix socket of its own. Adds the key, forces model and
 * max_tokens, asks the budget gate, meters, and answers nothing outside a running turn. Bodies are never logged.
 */
import { randomUUID } from 'node:crypto';
import { chmod, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { refuse, type GatewayFailure } from './gateway-answer.js';
import {
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
  onUsage?: ((usage: ModelUsage) => void) | undefined;
  authorizeRequest?: (() => Promise<void> | void) | undefined;
}

/** One session's gateway. `listen` before the process starts, `close` after it ended. */
export class ModelGateway {
  /** The last failed request of this turn, until a later one succeeds. */
  lastFailure: GatewayFailure | null = null;
  private requestsLeft = 0;
  private readonly server: Server;
  private readonly forwarder: ModelForwarder;
  private readonly stopping = new AbortController();

  constructor(private readonly options: ModelGatewayOptions) {
    this.forwarder = new ModelForwarder(options);
    this.server = createServer((request, response) => {
      this.answer(request, response).catch(() => response.destroy());
    });
  }

  /** Opens the socket; `mode` are its permissions (0o666 only inside a folder that others cannot enter). */
  async listen(mode = 0o600): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.options.socketPath, resolve);
    });
    await chmod(this.options.socketPath, mode);
  }

  /** Opens the gateway for one turn. */
  beginTurn(): void {
    this.lastFailure = null;
    this.requestsLeft = this.options.requestsPerTurn;
  }

  /** Shuts the gateway until the next turn: a process has nothing to ask between turns. */
  endTurn(): void {
    this.requestsLeft = 0;
  }

  /** Cuts every connection and removes the socket. */
  async close(): Promise<void> {
    this.endTurn();
    this.stopping.abort();
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
    if (this.requestsLeft <= 0) {
      request.resume();
      return this.deny(response, 403, 'no turn is running or its model requests are used up');
    }
    this.requestsLeft -= 1;
    const raw = await readBody(request, this.options.requestBytes);
    if (raw === null) return refuse(response, 413, 'request_too_large', 'the request is too large');
    const admission = admitRequest(raw, endpoint, this.options);
    if (!admission.ok) return this.deny(response, admission.status, admission.reason);
    if (!(await this.authorized(response))) return;
    await this.forward(endpoint, admission.body, request, response);
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
    endpoint: GatewayEndpoint,
    body: string,
    request: IncomingMessage,
    response: ServerResponse,
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
    this.lastFailure = await this.forwarder.forward({
      endpoint,
      body,
      headers: request.headers,
      response,
      signal: this.stopping.signal,
      report: endpoint === 'messages' ? report : () => undefined,
    });
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
  }
  return bytes > limitBytes ? null : Buffer.concat(chunks).toString('utf8');
}
