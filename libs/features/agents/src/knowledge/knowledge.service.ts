/** What a seller teaches the agent: questions of buyers with their own answers. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inTransaction } from '#platform/database';
import { AppError } from '#platform/errors';
import type { Id } from '#platform/ids';
import {
  KnowledgeRepository,
  type KnowledgeEntry,
  type KnowledgeSuggestion,
} from './knowledge.repository.js';

const ENTRIES_MAX = 500;
const QUERY_WORDS = 12;

@Injectable()
export class KnowledgeService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly knowledge: KnowledgeRepository,
  ) {}

  /** Entries that may answer a question, best first; none when nothing fits. */
  async search(sellerId: Id<'sel'>, query: string, limit: number): Promise<KnowledgeEntry[]> {
    const words = query
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word.length > 1 && word.length <= 40)
      .slice(0, QUERY_WORDS);
    return words.length === 0 ? [] : this.knowledge.search(sellerId, words, limit);
  }

  async list(
    sellerId: Id<'sel'>,
    page: { limit: number; before: string | null },
  ): Promise<{ entries: KnowledgeEntry[]; total: number }> {
    const [entries, total] = await Promise.all([
      this.knowledge.list(sellerId, page),
      this.knowledge.count(this.dataSource, sellerId),
    ]);
    return { entries, total };
  }

  /** @throws AppError `knowledge.too_many` (409) */
  async add(
    sellerId: Id<'sel'>,
    entry: { question: string; answer: string; suggestionId: string | null },
  ): Promise<KnowledgeEntry> {
    return inTransaction(this.dataSource, async (manager) => {
      if ((await this.knowledge.count(manager, sellerId)) >= ENTRIES_MAX) throw tooMany();
      const { suggestionId: inboxId, ...texts } = entry;
      const added = await this.knowledge.insert(manager, sellerId, { ...texts, inboxId });
      if (!added) throw new Error('an inserted entry did not come back');
      return added;
    });
  }

  /** @throws AppError `knowledge.not_found`, for a foreign one too */
  async change(
    sellerId: Id<'sel'>,
    id: string,
    change: { question: string | null; answer: string | null },
  ): Promise<KnowledgeEntry> {
    const changed = await this.knowledge.update(sellerId, id, change);
    if (!changed) throw notFound();
    return changed;
  }

  /** @throws AppError `knowledge.not_found`, for a foreign one too */
  async remove(sellerId: Id<'sel'>, id: string): Promise<void> {
    if (!(await this.knowledge.remove(sellerId, id))) throw notFound();
  }

  async suggestions(sellerId: Id<'sel'>, limit: number): Promise<KnowledgeSuggestion[]> {
    return this.knowledge.suggestions(sellerId, limit);
  }

  /** The seller does not want to answer it. @throws AppError `knowledge.suggestion_not_found`, for a foreign one too */
  async dismissSuggestion(sellerId: Id<'sel'>, id: string): Promise<void> {
    if (await this.knowledge.dismissSuggestion(sellerId, id)) return;
    throw new AppError({
      kind: 'not_found',
      code: 'knowledge.suggestion_not_found',
      message: 'There is no such suggestion.',
    });
  }
}

function notFound(): AppError {
  return new AppError({
    kind: 'not_found',
    code: 'knowledge.not_found',
    message: 'There is no such entry.',
  });
}

function tooMany(): AppError {
  return new AppError({
    kind: 'conflict',
    code: 'knowledge.too_many',
    message: `There are ${ENTRIES_MAX} entries already. Delete or merge some first.`,
  });
}
