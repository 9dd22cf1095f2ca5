/** A worker to be killed: opens a session and says so; its process must not outlive it. */
import 'reflect-metadata';
import { makeHarness, sessionOptions } from './claude-harness.js';

const [baseDir = '', sandbox = 'off'] = process.argv.slice(2);
const harness = await makeHarness({ baseDir });
const session = await harness.sessions.open(
  sessionOptions('http://127.0.0.1:9', { sandbox: sandbox === 'off' ? 'off' : 'auto' }),
);
process.stdout.write(`${session.pid}\n`);
setInterval(() => undefined, 1000);
