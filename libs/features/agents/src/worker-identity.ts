/** Who this worker is, in leases and queues. A new name at every boot, so that nobody inherits a dead worker's leases. */
import { hostname } from 'node:os';
import { randomBytes } from 'node:crypto';

export class WorkerIdentity {
  readonly id = `${hostname().replace(/[^a-z0-9-]/gi, '').slice(0, 20)}-${process.pid}-${randomBytes(3).toString('hex')}`;
}
