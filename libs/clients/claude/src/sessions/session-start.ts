/** Brings one session up: folder, socket, process, handshake, tools. Whatever fails, nothing is left behind. */
import {
  query,
  type Options,
  type Query,
  type SDKUserMessage,
} from '@anthropic-ai/claude-agent-sdk';
import type { Dispatcher } from 'undici';
import { ClaudeError } from '../claude.errors.js';
import type { ClaudeClientOptions, ClaudeLimits, ClaudeSessionOptions } from '../claude-options.js';
import type { DelegatedCgroups } from '../cgroup/delegated-cgroups.js';
import type { SessionCgroup } from '../cgroup/session-cgroup.js';
import { ClaudeSession } from './claude-session.js';
import { cliEnvironment } from '../sandbox/cli-environment.js';
import { insideView, planLaunch, type Containment } from '../sandbox/launch-plan.js';
import { MessageQueue } from '../turns/message-queue.js';
import { ModelGateway } from '../gateway/model-gateway.js';
import { UsageLedger } from '../gateway/model-usage.js';
import { killMarked, type ProcessRegistry } from '../process/process-registry.js';
import type { ResourceWatchdog } from '../process/resource-watchdog.js';
import { userMessageUuids } from './transcript.js';
import { newRunId, SessionDirectory } from './session-directory.js';
import { SessionProcess } from '../process/session-process.js';
import { buildToolServer, fullToolName, type ToolErrorListener } from '../turns/tool-server.js';

/** Everything one start needs. */
export interface StartRequest {
  client: ClaudeClientOptions;
  session: ClaudeSessionOptions;
  limits: ClaudeLimits;
  claudePath: string;
  containment: Containment;
  dispatcher: Dispatcher;
  /** uid of the process, when it gets one of its own. */
  uid: number | undefined;
  registry: ProcessRegistry;
  cgroups: DelegatedCgroups;
  watchdog: ResourceWatchdog;
  onToolError: ToolErrorListener;
}

/** One attempt to open a session. */
export class SessionStart {
  private readonly toolNames: string[];
  private readonly ledger = new UsageLedger();
  private readonly prompts = new MessageQueue<SDKUserMessage>();
  /** Aborted as long as no turn runs. */
  private readonly toolAbort = { controller: new AbortController() };
  private process: SessionProcess | null = null;
  private cgroup: SessionCgroup | null = null;
  private readonly runId = newRunId();
  private unwatch: () => void = () => undefined;

  constructor(private readonly request: StartRequest) {
    this.toolAbort.controller.abort();
    this.toolNames = request.session.tools.map((tool) =>
      fullToolName(request.client.toolServerName, tool.name),
    );
  }

  /** The session, ready for its first turn. `onGone` is called when nothing of it is left. Throws ClaudeError. */
  async run(onGone: () => void): Promise<ClaudeSession> {
    const { client, containment, registry, cgroups, limits, uid } = this.request;
    registry.record(this.runId, null);
    const directory = await SessionDirectory.create(client.baseDir, this.runId, uid);
    const gateway = this.makeGateway(directory.socketPath);
    this.cgroup = await cgroups.open(this.runId, limits);
    const cleanUp = async (): Promise<void> => {
      this.unwatch();
      await gateway.close();
      if (containment.kind === 'plain') await killMarked(new Set([this.runId]));
      await this.cgroup?.remove();
      await directory.remove();
      await registry.forget(this.runId);
      onGone();
    };
    try {
      await this.materialise(directory);
      await gateway.listen(uid === undefined ? 0o600 : 0o666);
      const handle = this.startQuery(directory);
      await this.untilReady(handle);
      return this.assemble(handle, directory, gateway, cleanUp);
    } catch (error) {
      await this.process?.terminate(0);
      await cleanUp();
      throw error instanceof ClaudeError ? error : new ClaudeError('crashed', String(error), error);
    }
  }

  private assemble(
    handle: Query,
    directory: SessionDirectory,
    gateway: ModelGateway,
    cleanUp: () => Promise<void>,
  ): ClaudeSession {
    if (!this.process) throw new ClaudeError('crashed', 'the SDK started no process');
    return new ClaudeSession({
      sessionId: this.request.session.sessionId,
      query: handle,
      prompts: this.prompts,
      process: this.process,
      gateway,
      ledger: this.ledger,
      directory,
      limits: this.request.limits,
      expectation: {
        toolServerName: this.request.client.toolServerName,
        toolNames: this.toolNames,
      },
      answeredUuids: userMessageUuids(this.request.session.transcript),
      toolAbort: this.toolAbort,
      cleanUp,
    });
  }

  private makeGateway(socketPath: string): ModelGateway {
    const { session, limits, dispatcher } = this.request;
    return new ModelGateway({
      socketPath,
      credentials: session.credentials,
      model: session.model,
      maxOutputTokens: session.maxOutputTokens,
      toolNames: this.toolNames,
      dispatcher,
      requestBytes: limits.requestBytes,
      modelTimeoutMs: limits.modelTimeoutMs,
      streamIdleMs: limits.streamIdleMs,
      requestsPerTurn: (session.maxTurns + 1) * (limits.cliRetries + 2),
      authorizeRequest: session.authorizeRequest,
      onFlood: () => this.process?.killFor('requests to its gateway'),
      onUsage: (usage) => {
        this.ledger.record(usage);
        session.onUsage?.(usage);
      },
    });
  }

  private async materialise(directory: SessionDirectory): Promise<void> {
    const { session, containment, uid } = this.request;
    if (!session.resume || !session.transcript) return;
    const { work } = insideView(containment, directory).paths;
    await directory.writeTranscript(session.sessionId, work, session.transcript, uid);
  }

  private startQuery(directory: SessionDirectory): Query {
    const { client, session, limits, claudePath, containment, onToolError } = this.request;
    const inside = insideView(containment, directory);
    const env = cliEnvironment(inside.paths, inside.socketPath, directory.runId, {
      ...limits,
      maxOutputTokens: session.maxOutputTokens,
    });
    const server = buildToolServer(
      client.toolServerName,
      session.tools,
      limits,
      () => this.toolAbort.controller.signal,
      onToolError,
    );
    return query({
      prompt: this.prompts,
      options: {
        ...this.sdkOptions(),
        env,
        cwd: directory.paths.work,
        pathToClaudeCodeExecutable: claudePath,
        mcpServers: { [client.toolServerName]: server },
        spawnClaudeCodeProcess: ({ args }) => this.spawn(directory, args, env).forSdk(),
      },
    });
  }

  private spawn(
    directory: SessionDirectory,
    cliArgs: string[],
    env: Record<string, string>,
  ): SessionProcess {
    const { claudePath, containment, limits, uid, registry, watchdog } = this.request;
    const plan = planLaunch(containment, { claudePath, cliArgs, env, directory, limits, uid });
    const caps = {
      bytes: limits.outputBytes,
      lines: limits.outputLines,
      // The largest message there is, and the answers of tools besides.
      unreadBytes: 2 * limits.requestBytes,
    };
    const started = new SessionProcess(plan, caps, this.cgroup);
    registry.record(this.runId, started.pid);
    this.unwatch = watchdog.watch({
      pid: started.pid,
      root: directory.paths.root,
      // Counting what processes share once for each, the watchdog would be stricter than the kernel.
      limits: this.cgroup?.holds('memory') ? { ...limits, memoryBytes: Infinity } : limits,
      onExceeded: (what) => started.killFor(what),
    });
    this.process = started;
    return started;
  }

  private sdkOptions(): Options {
    const { session } = this.request;
    const { sessionId, resumeAt } = session;
    return {
      model: session.model,
      systemPrompt: session.systemPrompt,
      maxTurns: session.maxTurns,
      effort: 'low',
      tools: [],
      allowedTools: this.toolNames,
      permissionMode: 'dontAsk',
      settingSources: [],
      strictMcpConfig: true,
      verbatimPrompts: true,
      extraArgs: { bare: null, 'disable-slash-commands': null },
      ...(session.resume ? { resume: sessionId } : { sessionId }),
      ...(session.resume && resumeAt !== undefined ? { resumeSessionAt: resumeAt } : {}),
    };
  }

  private async untilReady(handle: Query): Promise<void> {
    const { limits } = this.request;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      const error = new ClaudeError('timeout', `not ready in ${limits.startTimeoutMs} ms`);
      timer = setTimeout(() => reject(error), limits.startTimeoutMs);
    });
    try {
      await Promise.race([this.handshake(handle), this.died(), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  private async handshake(handle: Query): Promise<void> {
    await handle.initializationResult();
    if (this.toolNames.length === 0) return;
    const { toolServerName } = this.request.client;
    for (let attempt = 0; attempt < 200; attempt += 1) {
      const servers = await handle.mcpServerStatus();
      const status = servers.find((server) => server.name === toolServerName)?.status;
      if (status === 'connected') return;
      if (status !== 'pending') throw new ClaudeError('tools_missing', `tool server: ${status}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new ClaudeError('tools_missing', 'tool server: still pending');
  }

  private async died(): Promise<never> {
    const exit = await this.process?.exited;
    const stderr = this.process?.stderrTail.trim().slice(-300) ?? '';
    const missing = /No (?:conversation|message) found/.test(stderr);
    const detail = `exit ${exit?.exitCode ?? exit?.signal ?? 'unknown'}: ${stderr}`;
    throw new ClaudeError(missing ? 'session_missing' : 'crashed', detail);
  }
}
