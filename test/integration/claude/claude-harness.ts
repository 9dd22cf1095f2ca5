/** What the tests of the Claude client share: a client on a folder of its own, and the options of a session. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ClaudeSessions,
  DelegatedCgroups,
  SandboxProbe,
  type ClaudeClientOptions,
  type ClaudeEvent,
  type ClaudeSession,
  type ClaudeSessionOptions,
  type TurnOutcome,
} from '#clients/claude';

export interface Harness {
  baseDir: string;
  sessions: ClaudeSessions;
  probe: SandboxProbe;
  cgroups: DelegatedCgroups;
  close(): Promise<void>;
}

export async function makeHarness(options: Partial<ClaudeClientOptions> = {}): Promise<Harness> {
  const baseDir = options.baseDir ?? (await mkdtemp(join(tmpdir(), 'claude-client-')));
  const bwrapPath = process.env['BWRAP_PATH'];
  const client = { toolServerName: 'shop', bwrapPath, ...options, baseDir };
  const cgroups = new DelegatedCgroups();
  const probe = new SandboxProbe(client, cgroups);
  const sessions = new ClaudeSessions(client, probe, cgroups);
  return {
    baseDir,
    sessions,
    probe,
    cgroups,
    close: async () => {
      await sessions.onApplicationShutdown();
      await rm(baseDir, { recursive: true, force: true });
    },
  };
}

export function sessionOptions(
  baseUrl: string,
  options: Partial<ClaudeSessionOptions> = {},
): ClaudeSessionOptions {
  return {
    sessionId: randomUUID(),
    resume: false,
    systemPrompt: 'You help the visitors of a shop.',
    model: 'claude-sonnet-5-5',
    tools: [],
    maxTurns: 4,
    maxOutputTokens: 2048,
    sandbox: 'auto',
    credentials: { apiKey: 'sk-the-real-key', baseUrl },
    ...options,
  };
}

export async function say(
  session: ClaudeSession,
  text: string,
  options: { timeoutMs?: number; events?: ClaudeEvent[]; signal?: AbortSignal; uuid?: string } = {},
): Promise<TurnOutcome> {
  const { timeoutMs = 60_000, events = [], signal, uuid = randomUUID() } = options;
  const input = { uuid, content: [{ type: 'text' as const, text }], timeoutMs };
  return session.turn(signal ? { ...input, signal } : input, (event) => events.push(event));
}
