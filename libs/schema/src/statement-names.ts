/**
 * Which statements of one connection Postgres shall keep parsed and planned, and under which names. One that has come a
 * few times will come again; one that is put together anew each time would only fill the server's memory.
 */
import { PLANNED_EACH_TIME } from '#platform/database';

/** Such a statement has come so many times, and is worth keeping. */
const OFTEN = 2;
/** Texts remembered at most; more than the apps have statements. */
const MAX_TEXTS = 1_000;
/** A condition that may be left out: with it and without it are two plans. */
const OPTIONAL = /\$\d+(::\w+)? is null or /;

export class StatementNames {
  private readonly seen = new Map<string, { count: number; name: string | null }>();
  private made = 0;

  /** @returns the name to prepare or to use, null to send the text as it is */
  nameOf(text: string): string | null {
    let known = this.seen.get(text);
    if (!known) {
      if (this.seen.size >= MAX_TEXTS) return null;
      known = { count: 0, name: isKept(text) ? this.newName() : null };
      this.seen.set(text, known);
    }
    known.count += 1;
    return known.count >= OFTEN ? known.name : null;
  }

  /** The statement gets another name from now on. */
  drop(name: string): void {
    for (const known of this.seen.values()) {
      if (known.name === name) known.name = this.newName();
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
