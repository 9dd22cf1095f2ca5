/**
 * Watches for answers that have been sent, for however many wait: one small query every 20 ms, so that the watching
 * costs next to nothing of what is measured.
 */
import type { DataSource } from 'typeorm';

const EVERY_MS = 20;
const WITHIN_MS = 120_000;

export class SentAnswers {
  private readonly waiting = new Map<string, () => void>();
  private readonly timer: NodeJS.Timeout;
  private looking = false;

  constructor(private readonly database: DataSource) {
    this.timer = setInterval(() => void this.look(), EVERY_MS);
  }

  /** Resolves when an answer that holds these words has been sent. */
  holding(words: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.delete(words);
        reject(new Error(`no answer to ${words}`));
      }, WITHIN_MS);
      this.waiting.set(words, () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  close(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    if (this.looking || this.waiting.size === 0) return;
    this.looking = true;
    try {
      const rows: { body: string }[] = await this.database.query(
        `select body from deliveries where status = 'sent' order by created_at desc limit 20`,
      );
      for (const { body } of rows) this.tell(body);
    } finally {
      this.looking = false;
    }
  }

  private tell(body: string): void {
    for (const [words, resolve] of this.waiting) {
      if (!body.includes(words)) continue;
      this.waiting.delete(words);
      resolve();
    }
  }
}
