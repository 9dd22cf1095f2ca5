import { createServer } from 'node:http';
import { readFileSync, readdirSync, mkdtempSync } from 'node:fs';
import { createSdkMcpServer, query, tool } from '@anthropic-ai/claude-agent-sdk';
import { z } from 'zod';
import { randomUUID } from 'node:crypto';
const TURNS = Number(process.env.TURNS ?? 40);
const DELTAS = Number(process.env.DELTAS ?? 3);
let n = 0;
const server = createServer((req, res) => {
  let raw = ''; req.on('data', (c) => raw += c); req.on('end', () => {
    let body: any; try { body = JSON.parse(raw); } catch { res.writeHead(200).end('{}'); return; }
    const last = body.messages?.at(-1);
    const hasResult = JSON.stringify(last).includes('tool_result');
    n += 1;
    const ev = (e: string, d: any) => res.write(`event: ${e}\ndata: ${JSON.stringify({ type: e, ...d })}\n\n`);
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    ev('message_start', { message: { id: `msg_${n}`, type: 'message', role: 'assistant', model: body.model, content: [], stop_reason: null, stop_sequence: null, usage: { input_tokens: 10, output_tokens: 1 } } });
    if (!hasResult) {
      ev('content_block_start', { index: 0, content_block: { type: 'tool_use', id: `toolu_${n}`, name: 'mcp__shop__search_products', input: {} } });
      ev('content_block_delta', { index: 0, delta: { type: 'input_json_delta', partial_json: '{"query":"mug"}' } });
      ev('content_block_stop', { index: 0 });
      ev('message_delta', { delta: { stop_reason: 'tool_use', stop_sequence: null }, usage: { output_tokens: 12 } });
    } else {
      ev('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
      for (let i = 0; i < DELTAS; i++) ev('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'Yes we have blue mugs for 24 dollars. ' } });
      ev('content_block_stop', { index: 0 });
      ev('message_delta', { delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 12 } });
    }
    ev('message_stop', {}); res.end();
  });
});
await new Promise<void>((r) => server.listen(0, '127.0.0.1', () => r()));
const port = (server.address() as any).port;
const sock = `/tmp/prof-${process.pid}.sock`; const server2 = createServer((a, b) => { server.emit('request', a, b); }); await new Promise<void>((r) => server2.listen(sock, () => r()));
async function make() {
const home = mkdtempSync('/tmp/prof-');
const wait: any[] = []; let wake = () => {};
async function* prompts() { for (;;) { while (wait.length) yield wait.shift(); await new Promise<void>((r) => (wake = r)); } }
const extraEnv = JSON.parse(process.env.EXTRA_ENV ?? '{}');
const names = ['search_products','get_product','get_shop_info','search_knowledge','get_purchase_link','take_custom_request','request_human'];
const env: any = { PATH: process.env.PATH, HOME: home, CLAUDE_CONFIG_DIR: home, ANTHROPIC_API_KEY: 'sk-x', ...(process.env.SOCK ? { ANTHROPIC_BASE_URL: 'http://gateway.invalid', ANTHROPIC_UNIX_SOCKET: sock } : { ANTHROPIC_BASE_URL: `http://127.0.0.1:${port}` }),
  DISABLE_TELEMETRY: '1', DISABLE_ERROR_REPORTING:'1', DISABLE_AUTOUPDATER:'1', CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1', CLAUDE_CODE_DISABLE_ATTACHMENTS: '1', ENABLE_TOOL_SEARCH: '0', CLAUDE_CODE_ATTRIBUTION_HEADER:'0', ...extraEnv };
const q = query({ prompt: prompts() as any, options: { model: 'claude-haiku-5-5', systemPrompt: 'You are a shop. '.repeat(200), maxTurns: 8, effort: 'low', tools: [], allowedTools: names.map((x) => `mcp__shop__${x}`), permissionMode: 'dontAsk', settingSources: [], strictMcpConfig: true, includePartialMessages: process.env.PARTIAL !== '0', verbatimPrompts: true, extraArgs: { bare: null, 'disable-slash-commands': null, ...(JSON.parse(process.env.EXTRA_ARGS ?? '{}')) },
  mcpServers: { shop: createSdkMcpServer({ name: 'shop', alwaysLoad: true, tools: names.map((x) => tool(x, 'A tool of the shop that finds things. '.repeat(5), { query: z.string() }, async () => ({ content: [{ type: 'text', text: '{"products":[{"id":1,"title":"Blue mug","price":24}]}'.repeat(10) }] }))) }) }, cwd: home, env } as any });
const it = (q as any)[Symbol.asyncIterator]();

async function turn(t: string) { const s = performance.now(); wait.push({ type: 'user', uuid: randomUUID(), message: { role: 'user', content: [{ type: 'text', text: t }] }, parent_tool_use_id: null }); wake(); for (;;) { const { value } = await it.next();  if (value.type === 'result') { if (value.is_error) throw new Error(JSON.stringify(value)); return performance.now() - s; } } }

return { turn, home };
}

const P = Number(process.env.PAR ?? 8);
const sessions = await Promise.all(Array.from({ length: P }, () => make()));
const cpuOf = (pid: number) => { const s = readFileSync(`/proc/${pid}/stat`, 'utf8'); const f = s.slice(s.lastIndexOf(')') + 2).split(' '); return [Number(f[11]) * 10, Number(f[12]) * 10]; };
await Promise.all(sessions.map(async (x) => { for (let i = 0; i < 6; i++) await x.turn(`warm ${i}`); }));
const pids = readdirSync('/proc').filter((p) => /^\d+$/.test(p) && (() => { try { return readFileSync(`/proc/${p}/cmdline`, 'utf8').includes('claude-agent-sdk-linux') && sessions.some((x) => readFileSync(`/proc/${p}/environ`, 'utf8').includes(x.home)); } catch { return false; } })()).map(Number);
const sum = () => pids.map(cpuOf).reduce((a, b) => [a[0]! + b[0]!, a[1]! + b[1]!], [0, 0]);
const b = sum(); const c = process.cpuUsage(); const t0 = performance.now();
const ts: number[] = [];
await Promise.all(sessions.map(async (x) => { for (let i = 0; i < TURNS; i++) ts.push(await x.turn(`turn ${i} mug?`)); }));
const wall = performance.now() - t0; const N = TURNS * P;
const a = sum(); const c2 = process.cpuUsage(c); ts.sort((x, y) => x - y);
console.log(`P=${P} pids ${pids.length} cli user ${((a[0]! - b[0]!) / N).toFixed(1)} sys ${((a[1]! - b[1]!) / N).toFixed(1)} ms/turn; sdk+stub ${((c2.user + c2.system) / 1000 / N).toFixed(1)} ms/turn; ${(N * 1000 / wall).toFixed(1)} turns/s; p50 ${ts[ts.length >> 1]!.toFixed(0)} ms`);
process.exit(0);
