/**
 * A scripted Messages API for these tests: each request takes the next step of the script (the last one stays), and
 * every request body is kept, so that a test can read what the model would have seen.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ToolCall {
  tool: string;
  input: Record<string, unknown>;
}

export type Step =
  | { say: string; stopReason?: string }
  | { call: ToolCall }
  | { status: number; headers?: Record<string, string> }
  | { hang: true }
  | { drop: 'before' | 'midway' };

export interface RecordedRequest {
  url: string;
  headers: IncomingMessage['headers'];
  raw: string;
  body: {
    model: string;
    max_tokens: number;
    tools?: { name: string }[];
    system?: unknown;
    messages: { role: string; content: string | { type: string; text?: string }[] }[];
  };
}

export class ScriptedModel {
  readonly requests: RecordedRequest[] = [];
  private steps: Step[] = [{ say: 'hello' }];
  private constructor(private readonly server: Server) {}

  static async start(): Promise<ScriptedModel> {
    const server = createServer();
    const model = new ScriptedModel(server);
    server.on('request', (request, response) => void model.answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return model;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  script(...steps: Step[]): void {
    this.steps = steps;
    this.requests.length = 0;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks).toString();
    const { url = '', headers } = request;
    this.requests.push({ url, headers, raw, body: JSON.parse(raw) as RecordedRequest['body'] });
    const step = (this.steps.length > 1 ? this.steps.shift() : this.steps[0])!;
    if ('hang' in step) return;
    if ('status' in step) {
      response.writeHead(step.status, { 'content-type': 'application/json', ...step.headers });
      const error = { type: 'api_error', message: `stub says ${step.status}` };
      response.end(JSON.stringify({ type: 'error', error }));
      return;
    }
    if ('drop' in step) return drop(step.drop, response);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const event of eventsOf(step)) write(response, event);
    response.end();
  }
}

type Sse = { type: string } & Record<string, unknown>;

function write(response: ServerResponse, event: Sse): void {
  response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
}

function drop(when: 'before' | 'midway', response: ServerResponse): void {
  if (when === 'before') return void response.destroy();
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of eventsOf({ say: 'half an answer that must never be sent' }).slice(0, 3)) {
    write(response, event);
  }
  setTimeout(() => response.destroy(), 20);
}

let counter = 0;

function eventsOf(step: { say: string; stopReason?: string } | { call: ToolCall }): Sse[] {
  const isCall = 'call' in step;
  const block = isCall
    ? { type: 'tool_use', id: `toolu_${++counter}`, name: step.call.tool, input: {} }
    : { type: 'text', text: '' };
  const delta = isCall
    ? { type: 'input_json_delta', partial_json: JSON.stringify(step.call.input) }
    : { type: 'text_delta', text: step.say };
  const usage = { input_tokens: 10, cache_read_input_tokens: 100, cache_creation_input_tokens: 0 };
  return [
    {
      type: 'message_start',
      message: {
        id: `msg_${++counter}`,
        type: 'message',
        role: 'assistant',
        model: 'claude-sonnet-5-5',
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { ...usage, output_tokens: 1 },
      },
    },
    { type: 'content_block_start', index: 0, content_block: block },
    { type: 'content_block_delta', index: 0, delta },
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: {
        stop_reason: isCall ? 'tool_use' : (step.stopReason ?? 'end_turn'),
        stop_sequence: null,
      },
      usage: { output_tokens: 12 },
    },
    { type: 'message_stop' },
  ];
}
