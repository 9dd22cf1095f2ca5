/** SQL of `agent_sessions`: what a conversation's model session remembers, as of its last committed turn. */
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { row, rows } from '#platform/database';
import type { Id } from '#platform/ids';

/** Level 1 of Zstandard is smaller than gzip for these files, in a third of the time. */
const LEVEL = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

export interface StoredSession {
  sessionId: string;
  lastAssistantUuid: string | null;
  turnCount: number;
  contextTokens: number;
  /** The run whose turn was committed last; a live process is used only if that turn was its own. */
  lastRunId: Id<'run'> | null;
  /** When that run began; null before the first. */
  lastRunStartedAt: Date | null;
}

export interface SessionAfterTurn {
  conversationId: Id<'cnv'>;
  agentId: Id<'agt'>;
  sessionId: string;
  transcript: Buffer;
  lastAssistantUuid: string;
  contextTokens: number;
  runId: Id<'run'>;
}

@Injectable()
export class AgentSessionsRepository {
  constructor(private readonly dataSource: DataSource) {}

  async find(conversationId: Id<'cnv'>): Promise<StoredSession | null> {
    return row(
      this.dataSource,
      `select s.session_id, s.last_assistant_uuid, s.turn_count, s.context_tokens, s.last_run_id,
              coalesce(r.started_at, s.last_run_at) as last_run_started_at
         from agent_sessions s left join agent_runs r on r.id = s.last_run_id where s.conversation_id = $1`,
      [conversationId],
    );
  }

  /** The session's JSONL, uncompressed; null before the first committed turn, and where it cannot be read any more. */
  async loadTranscript(conversationId: Id<'cnv'>): Promise<Buffer | null> {
    const found = await row<{ transcript: Buffer | null }>(
      this.dataSource,
      `select transcript from agent_sessions where conversation_id = $1`,
      [conversationId],
    );
    return found?.transcript ? decompress(found.transcript).catch(() => null) : null;
  }

  /** Compresses outside of the transaction that will save it. */
  async compress(transcript: Buffer): Promise<Buffer> {
    return compress(transcript, LEVEL);
  }

  async save(manager: EntityManager, session: SessionAfterTurn): Promise<void> {
    await rows(
      manager,
      `insert into agent_sessions
         (conversation_id, agent_id, session_id, transcript, last_assistant_uuid, turn_count, context_tokens,
          last_run_id, last_run_at)
       values ($1, $2, $3, $4, $5, 1, $6, $7, now())
       on conflict (conversation_id) do update
         set session_id = $3, transcript = $4, last_assistant_uuid = $5,
             turn_count = agent_sessions.turn_count + 1, context_tokens = $6, last_run_id = $7, last_run_at = now()`,
      [
        session.conversationId,
        session.agentId,
        session.sessionId,
        session.transcript,
        session.lastAssistantUuid,
        session.contextTokens,
        session.runId,
      ],
    );
  }

  /** The session of the chat in which the seller spoke with the agent last, for `GET /agents/me`. */
  async findSellerSession(
    agentId: Id<'agt'>,
  ): Promise<{ sessionId: string; lastRunAt: Date | null } | null> {
    return row(
      this.dataSource,
      `select s.session_id, s.last_run_at from agent_sessions s join conversations c on c.id = s.conversation_id
        where s.agent_id = $1 and c.kind = 'seller'
        order by s.last_run_at desc nulls last, s.conversation_id limit 1`,
      [agentId],
    );
  }
}
