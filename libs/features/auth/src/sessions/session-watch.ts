import type { Id } from '#platform/ids';

/** For open streams, which outlive the check that opened them: ask every few seconds, close on false. */
export abstract class SessionWatch {
  /**
   * Whether the session stands and its seller is active; at most a second old.
   *
   * @throws when the database cannot be asked: then nobody knows, and a stream may stay open until the next question
   */
  abstract isStillValid(sessionId: Id<'ses'>): Promise<boolean>;
}
