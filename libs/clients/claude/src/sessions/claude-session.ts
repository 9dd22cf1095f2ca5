/**
 * One live CLI process bound to one session. One message at a time: what is written while a turn runs would reach the
 * model as the system's word. A failed turn spends the process: the next one starts anew from the last good transcript.
 */
import type { Query, SDKUserMessage } from '@anthropic-ai/claude-agent-sdk';
import { ClaudeError } from '../claude.errors.js';
import type { ClaudeLimits } from '../claude-options.js';
import { parseCliMessage } from '../turns/cli-messages.schemas.js';
import type { MessageQueue } from '../turns/message-queue.js';
import type { ModelGateway } from '../gateway/model-gateway.js';
import { NO_USAGE, type UsageLedger } from '../gateway/model-usage.js';
import type { SessionDirectory } from './session-directory.js';
import type { SessionProcess } from '../process/session-process.js';
import { TurnReader, type TurnExpectation } from '../turns/turn-reader.js';
import { judgeTurn, type TurnVerdict } from '../turns/turn-verdict.js';
import type { ClaudeEvent, TurnFailure, TurnInput, TurnOutcome } from '../turns/turn.js';
import { userMessage } from '../turns/user-message.js';
import { warmUp } from './warm-up.js';

/** The parts a session is made of; ClaudeSessions puts them together. */
export interface SessionParts {
  sessionId: string;
  query: Query;
  prompts: MessageQueue<SDKUserMessage>;
  process: SessionProcess;
  gateway: ModelGateway;
  ledger: UsageLedger;
  directory: SessionDirectory;
  limits: ClaudeLimits;
  expectation: TurnExpectation;
  /** Messages that the resumed transcript already holds. */
  answeredUuids: readonly string[];
  /** Aborts the tool calls of a turn; a new one per turn. */
  toolAbort: { controller: AbortController };
  /** Removes socket, folder and whatever else is left; called once, after the process has ended. */
  cleanUp: () => Promise<void>;
}

/** How long the CLI may take from "I have finished with this message" to the result it owes. */
const RESULT_AFTER_CONSUMED_MS = 1_000;
const TRANSCRIPT_FLUSH_MS = 1_000;

const REDELIVERED: TurnOutcome = {
  ok: false,
  failure: 'no_result',
  detail: 'the session has been given that message before',
  exitCode: null,
  signal: null,
  usage: NO_USAGE,
  ms: 0,
};

/** A session that can be given turns. Get one from ClaudeSessions.open. */
export class ClaudeSession {
  private reader: TurnReader | null = null;
  /** The CLI swallows a uuid it has seen without a word. */
  private readonly seen: Set<string>;
  private progressed: () => void = () => undefined;
  private closing: Promise<void> | null = null;
  private preparing: Promise<void> | null = null;
  private spent = false;
  /** What a whole transcript must hold. */
  private lastUuid: string | null = null;

  constructor(private readonly parts: SessionParts) {
    this.seen = new Set(parts.answeredUuids);
    void this.readMessages();
    void parts.process.exited.then(() => this.progressed());
  }

  /** Process id; in the sandbox that of bubblewrap, whose death ends everything inside. */
  get pid(): number {
    return this.parts.process.pid;
  }

  /** uuid of the CLI's session. */
  get sessionId(): string {
    return this.parts.sessionId;
  }

  /** Whether a turn may be given. False after a failed turn, an exit or close. */
  get alive(): boolean {
    return !this.spent && this.closing === null && this.parts.process.exit === null;
  }

  /**
   * Sends one message and resolves when its turn has ended, well or not; never rejects for what the model or the
   * process does. Throws ClaudeError `busy` or `closed` when it is called at the wrong time.
   */
  async turn(input: TurnInput, onEvent: (event: ClaudeEvent) => void): Promise<TurnOutcome> {
    await this.preparing;
    const startedAt = performance.now();
    if (this.seen.has(input.uuid)) return REDELIVERED;
    const reader = this.begin(input.uuid, onEvent);
    this.parts.prompts.push(userMessage(input.uuid, input.content));
    const stop = this.armStops(input, reader);
    try {
      await this.untilEnded(reader);
    } finally {
      stop();
    }
    const verdict = this.judge(reader);
    const exit = this.parts.process.exit ?? { exitCode: null, signal: null };
    await this.finish(verdict);
    const rest = { usage: this.parts.ledger.take(), ms: Math.round(performance.now() - startedAt) };
    if (verdict.ok) return { ...verdict, ...rest };
    return { ...verdict, ...exit, ...rest };
  }

  /**
   * Runs what a first turn would run for the first time, so that it does not keep anybody waiting: worth its processor
   * time while there is something else to wait for. Leaves nothing behind; a turn that begins meanwhile waits for it.
   */
  prepare(): Promise<void> {
    this.preparing ??= this.alive && !this.reader ? this.warmedUp() : Promise.resolve();
    return this.preparing;
  }

  private async warmedUp(): Promise<void> {
    // What it still asks later would be taken for a turn's.
    if (!(await warmUp(this.parts.query))) this.spend();
  }

  /** The session so far as JSONL. Call it between turns. */
  async transcript(): Promise<Buffer> {
    const deadline = performance.now() + TRANSCRIPT_FLUSH_MS;
    for (;;) {
      const found = this.parts.directory.readTranscript(
        this.sessionId,
        this.parts.limits.transcriptBytes,
      );
      const whole = found !== null && found.includes(this.lastUuid ?? '');
      if (whole && found.at(-1) === 0x0a) return found;
      if (performance.now() > deadline) {
        throw new ClaudeError('session_missing', 'the process left no whole transcript');
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Ends the process in good order (stdin closed, then SIGTERM, then SIGKILL) and removes its folder. */
  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  /** SIGKILL to the process group, now. `close` still has to be awaited to remove the folder. */
  kill(): void {
    this.spent = true;
    this.parts.process.kill();
  }

  private begin(uuid: string, onEvent: (event: ClaudeEvent) => void): TurnReader {
    if (this.reader) throw new ClaudeError('busy', 'a turn is running');
    if (!this.alive) throw new ClaudeError('closed', 'the session has ended');
    this.parts.toolAbort.controller = new AbortController();
    this.parts.process.resetOutput();
    const reader = new TurnReader(uuid, this.parts.expectation, onEvent);
    this.parts.gateway.beginTurn((text) => reader.hear(text));
    this.seen.add(uuid);
    this.reader = reader;
    return reader;
  }

  /** Deadline and abort. The process is ended afterwards: a transcript with half a turn in it is never used again. */
  private armStops(input: TurnInput, reader: TurnReader): () => void {
    const stop = (failure: TurnFailure, detail: string): void => {
      reader.stop(failure, detail);
      this.progressed();
    };
    const abort = (): void => stop('interrupted', 'aborted by the caller');
    const timer = setTimeout(
      () => stop('timeout', `no result in ${input.timeoutMs} ms`),
      input.timeoutMs,
    );
    if (input.signal?.aborted) abort();
    input.signal?.addEventListener('abort', abort, { once: true });
    return () => {
      clearTimeout(timer);
      input.signal?.removeEventListener('abort', abort);
    };
  }

  private async untilEnded(reader: TurnReader): Promise<void> {
    const exited = (): boolean => this.parts.process.exit !== null;
    await this.until(() => reader.ended || reader.consumed || exited());
    if (reader.ended || exited()) return;
    const timer = setTimeout(() => this.progressed(), RESULT_AFTER_CONSUMED_MS);
    const until = performance.now() + RESULT_AFTER_CONSUMED_MS;
    await this.until(() => reader.ended || exited() || performance.now() >= until);
    clearTimeout(timer);
  }

  private async until(done: () => boolean): Promise<void> {
    while (!done()) await new Promise<void>((resolve) => (this.progressed = resolve));
    this.progressed = () => undefined;
  }

  private judge(reader: TurnReader): TurnVerdict {
    const { process, gateway } = this.parts;
    if (process.overflow) {
      return failed('output_limit', `too many ${process.overflow} on stdout`);
    }
    if (process.overused) return failed('crashed', `over its limit of ${process.overused}`);
    return judgeTurn({
      result: reader.result,
      stopped: reader.stopped,
      gateway: gateway.lastFailure,
      exit: process.exit,
      stderrTail: process.stderrTail,
      lastAssistantUuid: reader.lastAssistantUuid,
      syntheticError: reader.syntheticError,
    });
  }

  private async finish(verdict: TurnVerdict): Promise<void> {
    this.endTurn();
    this.reader = null;
    if (verdict.ok) {
      this.lastUuid = verdict.lastAssistantUuid;
      return;
    }
    this.spend();
    await this.parts.process.exited;
  }

  private endTurn(): void {
    this.parts.gateway.endTurn();
    this.parts.toolAbort.controller.abort();
  }

  private spend(): void {
    this.spent = true;
    void this.parts.process.terminate(this.parts.limits.graceMs);
  }

  private async readMessages(): Promise<void> {
    try {
      for await (const raw of this.parts.query) {
        const message = parseCliMessage(raw);
        if (!message || !this.reader) continue;
        this.reader.feed(message);
        this.progressed();
      }
    } catch {
      // The SDK throws when the process ends or writes what it cannot read: the exit is what is judged.
    }
    if (this.reader) this.parts.process.kill();
    this.progressed();
  }

  private async shutDown(): Promise<void> {
    const { process, prompts, query, limits, cleanUp } = this.parts;
    this.parts.toolAbort.controller.abort();
    prompts.end();
    if (process.exit === null && !this.spent && !this.reader) {
      await Promise.race([
        process.exited,
        new Promise((resolve) => setTimeout(resolve, limits.graceMs).unref()),
      ]);
    }
    await process.terminate(limits.graceMs);
    query.close();
    await cleanUp();
  }
}

function failed(failure: TurnFailure, detail: string): TurnVerdict {
  return { ok: false, failure, detail };
}
