/**
 * Opens and keeps sessions: folder, gateway and process are made together and go together. Knows nothing of pools;
 * whoever opens a session decides how long it lives.
 */
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Agent } from 'undici';
import { findClaudeBinary } from '../sandbox/claude-binary.js';
import { ClaudeError } from '../claude.errors.js';
import {
  CLAUDE_OPTIONS,
  DEFAULT_LIMITS,
  type ClaudeClientOptions,
  type ClaudeSessionOptions,
} from '../claude-options.js';
import { DelegatedCgroups } from '../cgroup/delegated-cgroups.js';
import { ClaudeSession } from './claude-session.js';
import { ProcessRegistry } from '../process/process-registry.js';
import { ResourceWatchdog } from '../process/resource-watchdog.js';
import { SandboxProbe } from '../sandbox/sandbox-probe.service.js';
import { SessionStart } from './session-start.js';
import { StartGate } from '../process/start-gate.js';
import { UidSlots } from '../sandbox/uid-slots.js';
import { isUuid } from '../turns/user-message.js';

/** The client's front: one per worker process. */
@Injectable()
export class ClaudeSessions implements OnApplicationShutdown {
  private readonly logger = new Logger(ClaudeSessions.name);
  private readonly live = new Set<ClaudeSession>();
  private readonly gate: StartGate;
  private readonly dispatcher = new Agent({ keepAliveTimeout: 30_000, connections: 128 });
  private readonly registry: ProcessRegistry;
  private readonly watchdog = new ResourceWatchdog();
  private readonly uids = new UidSlots();
  private shuttingDown = false;

  constructor(
    @Inject(CLAUDE_OPTIONS) private readonly options: ClaudeClientOptions,
    private readonly probe: SandboxProbe,
    private readonly cgroups: DelegatedCgroups,
  ) {
    this.gate = new StartGate(options.maxConcurrentStarts ?? availableParallelism());
    this.registry = new ProcessRegistry(options.baseDir);
  }

  /** Starts a process and resolves when it waits for its first message. Throws ClaudeError with the reason. */
  async open(options: ClaudeSessionOptions): Promise<ClaudeSession> {
    if (!isUuid(options.sessionId)) throw new ClaudeError('session_missing', 'the id is no uuid');
    if (options.resume && !options.transcript?.length) {
      throw new ClaudeError('session_missing', 'there is no transcript to resume');
    }
    return this.gate.run(() => this.start(options));
  }

  /** Kills and removes what earlier workers left in the base directory. Call it at boot. Returns how many runs. */
  async reapOrphans(): Promise<number> {
    await mkdir(this.options.baseDir, { recursive: true, mode: 0o700 });
    const [runs] = await Promise.all([this.registry.reap(), this.cgroups.reap()]);
    return runs;
  }

  /** Ends every session. */
  async closeAll(): Promise<void> {
    await Promise.all([...this.live].map((session) => session.close()));
  }

  /** Ends every session and refuses new ones. */
  async onApplicationShutdown(): Promise<void> {
    this.shuttingDown = true;
    await this.closeAll();
    await this.dispatcher.close();
  }

  private async start(options: ClaudeSessionOptions): Promise<ClaudeSession> {
    if (this.shuttingDown) throw new ClaudeError('closed', 'the client is shutting down');
    const containment = await this.probe.resolve(options.sandbox);
    if (containment.kind === 'plain' && options.sandbox === 'auto') {
      this.logger.warn('no sandbox on this machine: the assistant runs without one');
    }
    await mkdir(this.options.baseDir, { recursive: true, mode: 0o700 });
    const ownUid = containment.kind === 'bwrap' && containment.privilege === 'drop';
    const uid = ownUid ? this.uids.take() : undefined;
    const start = new SessionStart({
      client: this.options,
      session: options,
      limits: { ...DEFAULT_LIMITS, ...this.options.limits, ...options.limits },
      claudePath: this.options.claudePath ?? findClaudeBinary(),
      containment,
      uid,
      dispatcher: this.dispatcher,
      registry: this.registry,
      cgroups: this.cgroups,
      watchdog: this.watchdog,
      onToolError: (tool, error) => this.logger.warn({ tool, err: error }, 'a tool failed'),
    });
    let opened: ClaudeSession | null = null;
    opened = await start.run(() => {
      if (uid !== undefined) this.uids.release(uid);
      if (opened) this.live.delete(opened);
    });
    this.live.add(opened);
    return opened;
  }
}
