/**
 * A connection of the pool, which differs from `pg`'s own in two ways. Its end is never an uncaught error: `pg` tells a
 * connection's death by an event, and the pool listens only while the connection is idle, so that between two
 * statements of a transaction a restart of Postgres would end the whole process; the next statement on it fails anyway,
 * which is where the death is dealt with. And a statement that comes again and again is prepared under a name.
 */
import pg from 'pg';
import { StatementNames } from './statement-names.js';

/** For the pool's `Client` option. */
export class PoolClient extends pg.Client {
  private readonly names = new StatementNames();

  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
    const send = this.query.bind(this) as (...args: unknown[]) => unknown;
    this.query = ((text: unknown, values?: unknown, ...rest: unknown[]) => {
      const name =
        typeof text === 'string' && Array.isArray(values) && values.length > 0
          ? this.names.nameOf(text)
          : null;
      if (name === null) return send(text, values, ...rest);
      const answer = send({ text, values, name }, ...rest);
      return answer instanceof Promise ? answer.catch((error) => this.forget(name, error)) : answer;
    }) as typeof this.query;
  }

  private forget(name: string, error: unknown): never {
    if (hasOutlivedItsTables(error)) this.names.drop(name);
    throw error;
  }
}

/** A column that it reads has been given another type since: Postgres refuses the statement under this name for ever. */
function hasOutlivedItsTables(error: unknown): boolean {
  const { code, routine } = error as { code?: unknown; routine?: unknown };
  return code === '0A000' && routine === 'RevalidateCachedQuery';
}
