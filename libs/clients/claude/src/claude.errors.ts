/** The client's one error: a session could not be opened or used. Ends of turns are values, see turn.ts. */
import { AppError } from '#platform/errors';
import type { TurnFailure } from './turns/turn.js';

/** Why a session could not be opened or used. `busy` and `closed` are faults of the caller. */
export type ClaudeErrorReason = TurnFailure | 'sandbox_unavailable' | 'busy' | 'closed';

const TRANSIENT: ReadonlySet<ClaudeErrorReason> = new Set(['timeout', 'crashed', 'tools_missing']);

/** `detail` is for logs; the message is safe to show. */
export class ClaudeError extends AppError {
  readonly reason: ClaudeErrorReason;
  readonly detail: string;

  constructor(reason: ClaudeErrorReason, detail: string, cause?: unknown) {
    super({
      kind: TRANSIENT.has(reason) ? 'unavailable' : 'internal',
      code: `claude.${reason}`,
      message: 'The assistant could not be started. Try again in a moment.',
      cause,
    });
    this.reason = reason;
    this.detail = detail;
  }
}
