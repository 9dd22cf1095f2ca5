/**
 * A connection whose end is never an uncaught error. `pg` tells a connection's death by an event, and the pool listens
 * only while the connection is idle: between two statements of a transaction nobody does, and a restart of Postgres
 * would end the whole process. The next statement on it fails anyway, which is where the death is dealt with.
 */
import pg from 'pg';

/** For the pool's `Client` option. */
export class LastingClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}
