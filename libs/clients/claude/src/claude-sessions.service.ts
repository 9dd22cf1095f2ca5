/**
 * Opens and keeps sessions: folder, gateway and process are made together and go together. Knows nothing of pools;
 * whoever opens a session decides how long it lives.
 */
import { availableParallelism } from 'node:os';
import { mkdir } from 'node:fs/promises';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Agent } from 'undici';
import {
  CLAUDE_OPTIONS,
  DEFAULT_LIMITS,
  type ClaudeClientOptions,
  type ClaudeSessionOptions,
} from './claude-options.js';
import { ClaudeError } from './claude.errors.js';
import { findClaudeBinary } from './claude-binary.js';
import { ClaudeSession, isUuid } from './claude-session.js';
import { SessionStart } from './session-start.js';
import { StartGate } from './start-gate.js';

/** The client's front: one per worker process. */
@Injectable()
export class ClaudeSessions implements OnApplicationShutdown {
  private readonly logger = new Logger(ClaudeSessions.name);
  private readonly live = new Set<ClaudeSession>();
  private readonly gate: StartGate;
  private readonly dispatcher = new Agent({ keepAliveTimeout: 30_000, connections: 128 });
  private closed = false;

  constructor(@Inject(CLAUDE_OPTIONS) private readonly options: ClaudeClientOptions) {
    this.gate = new StartGate(options.maxConcurrentStarts ?? availableParallelism());
  }

  /** Starts a process and resolves when it waits for its first message. Throws ClaudeError with the reason. */
  async open(options: ClaudeSessionOptions): Promise<ClaudeSession> {
    if (!isUuid(options.sessionId)) throw new ClaudeError('session_missing', 'the id is no uuid');
    if (options.resume && !options.transcript?.length) {
      throw new ClaudeError('session_missing', 'there is no transcript to resume');
    }
    return this.gate.run(() => this.start(options));
  }

  /** Ends every session. */
  async closeAll(): Promise<void> {
    await Promise.all([...this.live].map((session) => session.close()));
  }

  async onApplicationShutdown(): Promise<void> {
    this.closed = true;
    await this.closeAll();
    await this.dispatcher.close();
  }

  private async start(options: ClaudeSessionOptions): Promise<ClaudeSession> {
    if (this.closed) throw new ClaudeError('closed', 'the client is shutting down');
    await mkdir(this.options.baseDir, { recursive: true, mode: 0o700 });
    const start = new SessionStart({
      client: this.options,
      session: options,
      limits: { ...DEFAULT_LIMITS, ...this.options.limits, ...options.limits },
      claudePath: this.options.claudePath ?? findClaudeBinary(),
      containment: { kind: 'plain', setprivPath: null },
      dispatcher: this.dispatcher,
      onToolError: (tool, error) => this.logger.warn({ tool, err: error }, 'a tool failed'),
      onClosed: (session) => this.live.delete(session),
    });
    const session = await start.run();
    this.live.add(session);
    return session;
  }
}
