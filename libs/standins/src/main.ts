/**
 * The stand-ins as a process of their own, as `npm start` runs them. Tells its parent `{ type: 'ready' }` once it
 * listens and ends in good order on SIGTERM, SIGINT and when the parent is gone. Never in production: there are
 * real people at the other end.
 *
 * STANDINS_PORT (8090), IFA_DATA_DIR (.ifa; state goes to its folder `standins`), and, for what the phone's page
 * shows of the agent, IFA_DEMO_API_URL, IFA_DEMO_EMAIL, IFA_DEMO_PASSWORD.
 */
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { type Standins, startStandins } from './start-standins.js';

const DRIFT_EVERY_MS = 5 * 60 * 1000;
const END_PATIENCE_MS = 5_000;

const environment = z.object({
  NODE_ENV: z.string().optional(),
  STANDINS_PORT: z.coerce.number().int().min(0).max(65_535).default(8090),
  IFA_DATA_DIR: z.string().min(1).default('.ifa'),
  IFA_DEMO_API_URL: z.url().optional(),
  IFA_DEMO_EMAIL: z.string().optional(),
  IFA_DEMO_PASSWORD: z.string().optional(),
});

type Environment = z.infer<typeof environment>;

function demoOf(env: Environment): { apiUrl: string; email: string; password: string } | null {
  const { IFA_DEMO_API_URL: apiUrl, IFA_DEMO_EMAIL: email, IFA_DEMO_PASSWORD: password } = env;
  return apiUrl && email && password
    ? { apiUrl: apiUrl.replace(/\/+$/, ''), email, password }
    : null;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function endInGoodOrder(standins: Standins): void {
  let isEnding = false;
  const end = (reason: string): void => {
    if (isEnding) return;
    isEnding = true;
    say(`ending (${reason})`);
    setTimeout(() => process.exit(1), END_PATIENCE_MS).unref();
    standins.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`could not end in good order: ${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => end(signal));
  process.once('disconnect', () => end('the parent process is gone'));
}

async function start(): Promise<void> {
  const leaveAtOnce = (): never => process.exit(1);
  process.once('disconnect', leaveAtOnce);
  // It died while our files were read, when nobody listened yet; without a parent this is undefined.
  if (process.connected === false) leaveAtOnce();
  const env = environment.parse(process.env);
  if (env.NODE_ENV === 'production') {
    throw new Error(
      'NODE_ENV=production: stand-ins never run there, real people would get their answers.',
    );
  }
  const stateDir = join(resolve(env.IFA_DATA_DIR), 'standins');
  const standins = await startStandins({
    port: env.STANDINS_PORT,
    stateDir,
    demo: demoOf(env),
    etsy: { driftEveryMs: DRIFT_EVERY_MS },
  });
  process.off('disconnect', leaveAtOnce);
  endInGoodOrder(standins);
  const { url } = standins;
  say(
    `stand-in of Etsy at ${url}/etsy (consent page and a demo shop that changes a little every 5 minutes)`,
  );
  say(`stand-in of Anthropic's Messages API at ${url}/anthropic (a small demo model, not an AI)`);
  say(
    `stand-in of Telegram's Bot API at ${url}/telegram (${standins.telegram.listBots().length} bots)`,
  );
  say(`stand-in of WhatsApp at ${url.replace('http', 'ws')}/whatsapp/ws/chat`);
  say(`the mailbox at ${url}/mail (mails that nobody sends for want of SMTP_URL)`);
  say(`the buyer's phone at ${url}/`);
  process.send?.({ type: 'ready' });
}

start().catch((error: unknown) => {
  const text = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
});
