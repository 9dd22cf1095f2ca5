/** Gets the model session of a conversation: the live one of its last turn, else one restored from what was stored. */
import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { ConversationLeasesRepository, type LeasedConversation } from '#features/messaging';
import type { Id } from '#platform/ids';
import type { AgentBrief } from './agent-brief.service.js';
import { AGENT_RUNTIME, type AgentRuntime, type SessionRequest } from './agent-runtime.js';
import { AgentSessionsRepository, type StoredSession } from './agent-sessions.repository.js';
import { SessionPool, type PooledSession } from './session-pool.js';
import { ToolRegistry } from './tools/tool-registry.js';
import type { ToolEffect, ToolScope } from './tools/tool.js';

export interface OpenedSession {
  pooled: PooledSession;
  warm: boolean;
}

@Injectable()
export class SessionOpenerService {
  constructor(
    @Inject(AGENT_RUNTIME) private readonly runtime: AgentRuntime,
    private readonly sessions: AgentSessionsRepository,
    private readonly tools: ToolRegistry,
    private readonly pool: SessionPool,
    private readonly leases: ConversationLeasesRepository,
  ) {}

  /** @throws when no session can be started */
  async open(conversation: LeasedConversation, brief: AgentBrief): Promise<OpenedSession> {
    const stored = await this.sessions.find(conversation.id);
    const live = this.pool.take(conversation.id, {
      key: brief.key,
      lastRunId: stored?.lastRunId ?? null,
    });
    if (live) return { pooled: live, warm: true };

    const effects: ToolEffect[] = [];
    const resumed = await this.remembered(conversation, stored);
    const session = await this.runtime.open({
      ...resumed,
      systemPrompt: brief.systemPrompt,
      tools: this.tools.bind(scopeOf(conversation, brief), (effect) => effects.push(effect)),
    });
    const lastRunId = stored?.lastRunId ?? null;
    return {
      pooled: { session, sessionId: resumed.sessionId, key: brief.key, lastRunId, effects },
      warm: false,
    };
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
