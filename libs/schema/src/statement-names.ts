/**
 * Which statements of one connection Postgres shall keep parsed and planned, and under which names. One that has come
 * twice will come again; one that is put together anew each time would only fill the server's memory.
 */
import { PLANNED_EACH_TIME } from '#platform/database';

/** Texts remembered at most; more than the apps have statements. */
const MAX_TEXTS = 1_000;
/** A condition that may be left out: with it and without it are two plans. */
const OPTIONAL = /\$\d+(::\w+)? is null or /;

export class StatementNames {
  private readonly seen = new Map<string, string | null>();
  private made = 0;

  /** @returns the name to prepare or to use, null to send the text as it is */
  nameOf(text: string): string | null {
    const name = this.seen.get(text);
    if (name !== undefined) return name;
    if (this.seen.size < MAX_TEXTS) this.seen.set(text, isKept(text) ? this.newName() : null);
    return null;
  }

  /** The statement gets another name from now on. */
  drop(name: string): void {
    for (const [text, known] of this.seen) {
      if (known === name) this.seen.set(text, this.newName());
    }
  }

  private newName(): string {
    this.made += 1;
    return `s${this.made}`;
  }
}

function isKept(text: string): boolean {
  return !text.startsWith(PLANNED_EACH_TIME) && !OPTIONAL.test(text);
}
