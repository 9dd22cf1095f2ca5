/** A worker in a cgroup that somebody has put it into: opens a session, says what limits it and where both stand. */
import 'reflect-metadata';
import { cgroupOf } from './cgroup-unit.js';
import { makeHarness, sessionOptions } from './claude-harness.js';

const [baseDir = ''] = process.argv.slice(2);
const harness = await makeHarness({ baseDir, limits: { startTimeoutMs: 120_000 } });
const reaped = await harness.cgroups.reap();
const limits = await harness.cgroups.limits();
const session = await harness.sessions.open(sessionOptions('http://127.0.0.1:9'));
const worker = cgroupOf('self');
const model = cgroupOf(session.pid);
process.stdout.write(`${JSON.stringify({ limits, reaped, worker, model, pid: session.pid })}\n`);
process.stdin.once('end', () => void harness.close().then(() => process.exit(0)));
process.stdin.resume();
