/**
 * Speaks just enough of the CLI's protocol to get a turn, then does what the message says: what a taken-over process
 * might try. Reports what it managed as the answer of the turn.
 */
import { execFileSync, fork, spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { connect, createServer } from 'node:net';
import { createInterface } from 'node:readline';

const hoard = [];
/** Where the first instruction finds itself. */
const BORN_IN = attempt(() => readFileSync('/proc/self/cgroup', 'utf8'));
if (process.argv[2] === 'child') setInterval(() => undefined, 1000);
if (process.argv[2] === 'hoarder') {
  setInterval(() => hoard.length < 6 && hoard.push(Buffer.alloc(16 * 1024 * 1024, 1)), 20);
}
if (process.argv.includes('--version')) process.exit(0);

const send = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

function attempt(action) {
  try {
    const value = action();
    return { done: true, value: value === undefined ? null : String(value).slice(0, 200) };
  } catch (error) {
    return { done: false, error: error.code ?? error.message };
  }
}

function reach(host, port) {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1500 });
    socket.on('connect', () => resolve({ done: true }));
    socket.on('error', (error) => resolve({ done: false, error: error.code }));
    socket.on('timeout', () => resolve({ done: false, error: 'timeout' }));
  });
}

function ask(method, path, body) {
  return new Promise((resolve) => {
    const target = { socketPath: process.env.ANTHROPIC_UNIX_SOCKET, method, path };
    const call = request(target, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
    });
    call.on('error', (error) => resolve(error.code));
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function pour(chunk) {
  for (;;) {
    if (!process.stdout.write(chunk)) await new Promise((go) => process.stdout.once('drain', go));
  }
}

const messages = [{ role: 'user', content: 'x' }];
const deeds = {
  crash: () => process.exit(3),
  hang: () => new Promise(() => undefined),
  stubborn: () => {
    process.on('SIGTERM', () => undefined);
    return new Promise(() => undefined);
  },
  garbage: () => {
    process.stdout.write('this is not JSON\n');
    return new Promise(() => undefined);
  },
  lines: () => pour('{"type":"system","subtype":"noise"}\n'.repeat(1000)),
  oneLine: () => pour('x'.repeat(1024 * 1024)),
  memory: async () => {
    for (;;) {
      hoard.push(Buffer.alloc(16 * 1024 * 1024, 1));
      await new Promise((go) => setTimeout(go, 2));
    }
  },
  herd: () => {
    for (let n = 0; n < 6; n += 1) fork(process.argv[1], ['hoarder'], { stdio: 'ignore' });
    return new Promise(() => undefined);
  },
  disk: async () => {
    const chunk = Buffer.alloc(8 * 1024 * 1024, 1);
    for (let file = 0; ; file += 1) {
      for (let part = 0; part < 4; part += 1) {
        appendFileSync(`${process.env.TMPDIR}/f${file}`, chunk);
      }
      await new Promise((go) => setTimeout(go, 20));
    }
  },
  forks: () => deeds.start({ times: 150, command: [process.execPath, process.argv[1], 'child'] }),
  /** Starts a command so many times, and waits. */
  start: async ({ times, command: [file, ...args], options, waitMs = 0 }) => {
    const pids = [];
    for (let n = 0; n < times; n += 1) {
      const child = spawn(file, args, { stdio: 'ignore', ...options });
      child.on('error', () => undefined);
      if (child.pid !== undefined) pids.push(child.pid);
    }
    await new Promise((go) => setTimeout(go, waitMs));
    return { pids };
  },
  escape: async () => {
    fork(process.argv[1], ['child'], { detached: true, stdio: 'ignore' }).unref();
    await new Promise((go) => setTimeout(go, 200));
    return {};
  },
  born: () => BORN_IN,
  look: async ({ files, ports }) => ({
    read: files.map((file) => attempt(() => readFileSync(file, 'utf8'))),
    seen: files.map((file) => existsSync(file)),
    pids: readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length,
    environ: attempt(() => readFileSync('/proc/1/environ', 'utf8')),
    write: ['/x', '/usr/x', '/app/claude', '/dev/shm/x', '/gateway.sock'].map((file) =>
      attempt(() => writeFileSync(file, 'x')),
    ),
    reached: await Promise.all(ports.map((port) => reach('127.0.0.1', port))),
    outside: await reach('1.1.1.1', 443),
    env: Object.keys(process.env),
    uid: process.getuid(),
  }),
  gateway: async () => ({
    other: await ask('GET', '/v1/models'),
    files: await ask('POST', '/v1/files', {}),
    notJson: await ask('POST', '/v1/messages'),
    foreign: await ask('POST', '/v1/messages', { messages, tools: [{ name: 'Bash' }] }),
    server: await ask('POST', '/v1/messages', {
      messages,
      tools: [{ type: 'web_search_20250305', name: 'web_search' }],
    }),
    mcp: await ask('POST', '/v1/messages', { messages, mcp_servers: [{ url: 'http://x' }] }),
    plain: await ask('POST', '/v1/messages', {
      messages,
      model: 'claude-opus-5-5',
      max_tokens: 99999,
    }),
  }),
  late: () => {
    setTimeout(() => void ask('POST', '/v1/messages', { messages }), 300);
    return {};
  },
  // The heads of requests now, their bodies when the turn is over.
  held: async () => {
    const body = JSON.stringify({ messages });
    for (let n = 0; n < 4; n += 1) {
      const socket = connect(process.env.ANTHROPIC_UNIX_SOCKET);
      socket.on('error', () => undefined);
      socket.write(
        `POST /v1/messages HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n`,
      );
      setTimeout(() => socket.write(body), 500);
    }
    await new Promise((go) => setTimeout(go, 100));
    return {};
  },
  flood: async () => {
    for (;;) {
      connect(process.env.ANTHROPIC_UNIX_SOCKET).on('error', () => undefined);
      await new Promise((go) => setImmediate(go));
    }
  },
  /** Lines as they are; then the turn ends as usual. */
  say: async ({ lines, waitMs = 0 }) => {
    for (const line of lines) process.stdout.write(`${line}\n`);
    await new Promise((go) => setTimeout(go, waitMs));
    return {};
  },
  /** Lines when the turn is over. */
  sayLate: ({ lines }) => {
    setTimeout(() => lines.forEach((line) => process.stdout.write(`${line}\n`)), 300);
    return {};
  },
  /** Asks and asks, and reads nothing any more. */
  unread: async ({ lines }) => {
    process.stdin.pause();
    for (;;) {
      for (const line of lines) process.stdout.write(`${line}\n`);
      await new Promise((go) => setTimeout(go, 5));
    }
  },
  stderr: async () => {
    for (;;) {
      if (!process.stderr.write('x'.repeat(65_536))) {
        await new Promise((go) => process.stderr.once('drain', go));
      }
    }
  },
  /** Plants files below the session's folder: [kind, path, what]. */
  plant: (steps) => {
    const root = process.env.CLAUDE_CONFIG_DIR;
    return steps.map(([kind, path, what]) =>
      attempt(() => {
        const at = `${root}/${path}`;
        mkdirSync(at.slice(0, at.lastIndexOf('/')), { recursive: true });
        if (kind === 'text') writeFileSync(at, what);
        if (kind === 'link') symlinkSync(what, at);
        if (kind === 'hard') linkSync(`${root}/${what}`, at);
        if (kind === 'sparse') writeFileSync(at, '');
        if (kind === 'sparse') truncateSync(at, what);
        if (kind === 'fifo') execFileSync('/usr/bin/mkfifo', [at]);
        if (kind === 'socket') {
          // From near by: the whole path is too long for an address.
          process.chdir(at.slice(0, at.lastIndexOf('/')));
          createServer().listen(at.slice(at.lastIndexOf('/') + 1));
        }
      }),
    );
  },
};

const offered = process.argv.join(' ').match(/\bmcp__shop__\w+/g) ?? [];
const server = { name: 'shop', status: 'connected' };

async function turn(message) {
  const text = message.message.content[0].text;
  const { deed, given } = JSON.parse(text);
  const report = await deeds[deed](given);
  const session_id = process.argv[process.argv.indexOf('--session-id') + 1] ?? 'x';
  const uuid = '11111111-1111-4111-8111-111111111111';
  send({
    type: 'system',
    subtype: 'init',
    tools: offered,
    mcp_servers: [server],
    model: 'm',
    session_id,
    uuid,
  });
  const content = [{ type: 'text', text: 'done' }];
  send({
    type: 'assistant',
    uuid,
    session_id,
    parent_tool_use_id: null,
    message: { model: 'm', content },
  });
  send({
    type: 'result',
    subtype: 'success',
    is_error: false,
    terminal_reason: 'completed',
    session_id,
    uuid,
    result: JSON.stringify(report),
  });
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const message = JSON.parse(line);
  if (message.type === 'user') void turn(message);
  if (message.type !== 'control_request') return;
  const response = {
    subtype: 'success',
    request_id: message.request_id,
    response: { commands: [], models: [], mcpServers: [server] },
  };
  send({ type: 'control_response', response });
});
