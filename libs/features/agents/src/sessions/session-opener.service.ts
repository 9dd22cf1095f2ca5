/** Gets the model session of a conversation: the live one of its last turn, else one restored from what was stored. */
import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { ConversationLeasesRepository, type LeasedConversation } from '#features/messaging';
import type { Id } from '#platform/ids';
import type { AgentBrief } from '../turns/brief/agent-brief.service.js';
import {
  AGENT_RUNTIME,
  type AgentRuntime,
  type SessionRequest,
  type TurnContent,
  type TurnMeter,
} from './agent-runtime.js';
import { AgentSessionsRepository, type StoredSession } from './agent-sessions.repository.js';
import { ConversationSummaryService } from './conversation-summary.service.js';
import { SessionPool, type PooledSession } from './session-pool.js';
import { ToolRegistry } from '../tools/tool-registry.js';
import type { ToolEffect, ToolScope } from '../tools/tool.js';

export interface OpenedSession {
  pooled: PooledSession;
  warm: boolean;
  /** Size of its context after the last turn. */
  contextTokens: number;
  /** When the last turn that was committed began; null before the first. */
  lastTurnStartedAt: Date | null;
  /** What a session that took over from a longer one must be told with its first turn. */
  recap: TurnContent[];
}

@Injectable()
export class SessionOpenerService {
  constructor(
    @Inject(AGENT_RUNTIME) private readonly runtime: AgentRuntime,
    private readonly sessions: AgentSessionsRepository,
    private readonly tools: ToolRegistry,
    private readonly pool: SessionPool,
    private readonly leases: ConversationLeasesRepository,
    private readonly summaries: ConversationSummaryService,
  ) {}

  /** What the last committed turn left behind. */
  async stored(conversation: LeasedConversation): Promise<StoredSession | null> {
    return this.sessions.find(conversation.id);
  }

  /** @param stored as read under the lease @throws when no session can be started */
  async open(
    conversation: LeasedConversation,
    brief: AgentBrief,
    stored: StoredSession | null,
  ): Promise<OpenedSession> {
    const live = this.pool.take(conversation.id, {
      key: brief.key,
      lastRunId: stored?.lastRunId ?? null,
    });
    const known = {
      contextTokens: stored?.contextTokens ?? 0,
      lastTurnStartedAt: stored?.lastRunStartedAt ?? null,
      recap: [],
    };
    if (live) return { pooled: live, warm: true, ...known };
    const remembered = await this.remembered(conversation, stored);
    const pooled = await this.start(conversation, brief, remembered);
    pooled.lastRunId = stored?.lastRunId ?? null;
    return { pooled, warm: false, ...known };
  }

  /**
   * A session that has grown too long is replaced by a new one that is told what was said. When that does not work the
   * long one goes on.
   */
  async shortened(
    opened: OpenedSession,
    conversation: LeasedConversation,
    brief: AgentBrief,
    run: { meter: TurnMeter; signal: AbortSignal },
  ): Promise<OpenedSession> {
    if (opened.contextTokens <= brief.config.maxContextTokens) return opened;
    const recap = await this.summaries.recap(conversation.id, { ...run, seal: brief.seal });
    if (!recap) return opened;
    const anew = { sessionId: randomUUID(), resume: null };
    const pooled = await this.start(conversation, brief, anew).catch(() => null);
    if (!pooled) return opened;
    void opened.pooled.session.close();
    return { ...opened, pooled, warm: false, contextTokens: 0, recap };
  }

  private async start(
    conversation: LeasedConversation,
    brief: AgentBrief,
    from: Pick<SessionRequest, 'sessionId' | 'resume'>,
  ): Promise<PooledSession> {
    const effects: ToolEffect[] = [];
    const session = await this.runtime.open({
      ...from,
      systemPrompt: brief.systemPrompt,
      tools: this.tools.bind(scopeOf(conversation, brief), (effect) => effects.push(effect)),
    });
    return { session, sessionId: from.sessionId, key: brief.key, lastRunId: null, effects };
  }

  /** Without a committed turn an id may have been burnt by a failed one: such a conversation begins with a fresh id. */
  private async remembered(
    conversation: LeasedConversation,
    stored: StoredSession | null,
  ): Promise<Pick<SessionRequest, 'sessionId' | 'resume'>> {
    const transcript = stored && (await this.sessions.loadTranscript(conversation.id));
    if (!transcript) return { sessionId: randomUUID(), resume: null };
    const { sessionId, lastAssistantUuid } = stored;
    return { sessionId, resume: { transcript, lastAssistantUuid } };
  }

  /** What the session remembers, compressed, to be stored with the run. */
  async snapshot(pooled: PooledSession): Promise<Buffer> {
    return this.sessions.compress(await pooled.session.transcript());
  }

  /** Keeps a session whose turn was committed for the next one, and says so to whoever nudges. */
  async keep(conversationId: Id<'cnv'>, worker: string, pooled: PooledSession): Promise<void> {
    if (!this.pool.put(conversationId, pooled)) return;
    await this.leases.markWarm(conversationId, worker, this.pool.idleMs).catch(() => undefined);
  }
}

function scopeOf(conversation: LeasedConversation, brief: AgentBrief): ToolScope {
  return {
    sellerId: conversation.sellerId,
    agentId: conversation.agentId,
    conversationId: conversation.id,
    mode: brief.mode,
  };
}
