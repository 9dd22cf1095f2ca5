/** The real claude binary takes the stand-in for the real API: text, tools in process, errors. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createSdkMcpServer, query, tool } from '@anthropic-ai/claude-agent-sdk';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AnthropicStandin } from '#standins';

const PRODUCT = {
  id: 'prod_0000000001',
  title: 'Midnight Blue Stoneware Mug',
  price: '32.00',
  currency: 'USD',
  quantity: 5,
  inStock: true,
  state: 'active',
  url: 'https://www.etsy.com/listing/1',
  options: [],
};

const resultSchema = z.looseObject({
  type: z.literal('result'),
  subtype: z.string(),
  is_error: z.boolean(),
  result: z.string(),
  usage: z.looseObject({ input_tokens: z.number(), output_tokens: z.number() }),
});

describe('the claude CLI against the stand-in', () => {
  let app: FastifyInstance;
  let standin: AnthropicStandin;
  let home: string;
  let environment: Record<string, string>;

  beforeAll(async () => {
    app = Fastify({ forceCloseConnections: true });
    standin = new AnthropicStandin();
    await standin.register(app);
    const address = await app.listen({ port: 0, host: '127.0.0.1' });
    home = await mkdtemp(path.join(tmpdir(), 'ifa-claude-'));
    environment = {
      PATH: '/usr/bin:/bin',
      HOME: home,
      TMPDIR: home,
      CLAUDE_CONFIG_DIR: path.join(home, 'config'),
      ANTHROPIC_BASE_URL: `${address}${standin.prefix}`,
      ANTHROPIC_API_KEY: 'sk-ant-standin',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_TELEMETRY: '1',
      CLAUDE_CODE_MAX_RETRIES: '0',
    };
  });

  beforeEach(() => {
    standin.reset();
  });

  afterEach(() => {
    standin.reset();
  });

  afterAll(async () => {
    await app.close();
    await rm(home, { recursive: true, force: true });
  });

  /** One turn of the bare binary; the prompt goes in by stdin. */
  async function runCli(prompt: string): Promise<z.infer<typeof resultSchema>> {
    const require = createRequire(import.meta.url);
    const name = `@anthropic-ai/claude-agent-sdk-${process.platform}-${process.arch}`;
    const binary = path.join(path.dirname(require.resolve(`${name}/package.json`)), 'claude');
    const flags = ['-p', '--bare', '--output-format=json', '--tools=', '--setting-sources='];
    const child = spawn(
      binary,
      [...flags, '--model=claude-haiku-5-5', '--system-prompt=You sell mugs.'],
      {
        cwd: home,
        env: environment,
        stdio: ['pipe', 'pipe', 'ignore'],
      },
    );
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stdin.end(prompt);
    await once(child, 'close');
    return resultSchema.parse(JSON.parse(output));
  }

  it('accepts a streamed answer as a success', async () => {
    const result = await runCli('Hello!');
    expect(result).toMatchObject({ subtype: 'success', is_error: false });
    expect(result.result).toContain("I'm the shop's AI assistant");
    expect(result.usage.output_tokens).toBeGreaterThan(5);
    expect(standin.requests()).toMatchObject([
      { path: 'messages', apiKey: 'sk-ant-standin', body: { model: 'claude-haiku-5-5' } },
    ]);
  });

  it('classes an error of the API as an error', async () => {
    standin.fail({ failure: { kind: 'error', status: 403 } });
    const result = await runCli('Hello!');
    expect(result).toMatchObject({ is_error: true, api_error_status: 403 });
  });

  it('runs the tools that the model calls and gives it their results', async () => {
    const search = tool('search_products', 'Finds products.', { query: z.string() }, async () => ({
      content: [
        { type: 'text', text: JSON.stringify({ products: [PRODUCT], total: 1, asOf: '' }) },
      ],
    }));
    const turn = query({
      prompt: 'Do you have a blue mug?',
      options: {
        cwd: home,
        env: environment,
        model: 'claude-haiku-5-5',
        systemPrompt: 'You sell mugs.',
        tools: [],
        settingSources: [],
        strictMcpConfig: true,
        mcpServers: {
          shop: createSdkMcpServer({ name: 'shop', version: '1.0.0', tools: [search] }),
        },
        allowedTools: ['mcp__shop__search_products'],
        permissionMode: 'dontAsk',
        extraArgs: { bare: null, 'disable-slash-commands': null },
      },
    });
    const results: unknown[] = [];
    for await (const message of turn) if (message.type === 'result') results.push(message);
    const result = resultSchema.parse(results[0]);
    expect(result).toMatchObject({ subtype: 'success', is_error: false });
    expect(result.result).toBe(
      'Yes, we have “Midnight Blue Stoneware Mug”: $32.00, 5 in stock.\nhttps://www.etsy.com/listing/1',
    );
    expect(standin.requests().at(0)?.body.tools).toMatchObject([
      { name: 'mcp__shop__search_products' },
    ]);
  });
});
