/**
 * A uid of its own for every live process when we are root, so that limits count per session and no session may touch
 * another's. The range is one that systemd's uid map leaves unused and that fits into a container's 65,536 ids.
 */
import { ClaudeError } from './claude.errors.js';

const FIRST_UID = 60_578;
const SLOTS = 600;

/** Hands out uids; a worker has one of these. Two workers on one machine begin at different places. */
export class UidSlots {
  private readonly taken = new Set<number>();
  private next = process.pid % SLOTS;

  /** A uid that no live process of ours has. */
  take(): number {
    for (let tried = 0; tried < SLOTS; tried += 1) {
      const uid = FIRST_UID + this.next;
      this.next = (this.next + 1) % SLOTS;
      if (this.taken.has(uid)) continue;
      this.taken.add(uid);
      return uid;
    }
    throw new ClaudeError('crashed', 'no free uid: too many live sessions');
  }

  /** The process is gone. */
  release(uid: number): void {
    this.taken.delete(uid);
  }
}
