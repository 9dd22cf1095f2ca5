/** Who this worker is, in leases and queues. A new name at every boot, so that nobody inherits a dead worker's leases. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

export class WorkerIdentity {
  static readonly ofThisProcess = new WorkerIdentity();

  readonly id = `${hostname()
    .replace(/[^a-z0-9-]/gi, '')
    .slice(0, 20)}-${process.pid}-${randomBytes(3).toString('hex')}`;
}
