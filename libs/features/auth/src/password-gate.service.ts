/**
 * Password hashing with a bound. Each hash costs about 36 ms of a core and 19 MiB and runs on the thread pool that
 * files and DNS use too, so a burst of sign-ins waits here in order instead of starving everything else.
 */
import { availableParallelism } from 'node:os';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PasswordHasher } from '#platform/crypto';
import { newId } from '#platform/ids';
import { signInBusy } from './auth.errors.js';

// The thread pool has 4 threads by default; at least one stays free for files and DNS.
const HASHES_AT_ONCE = Math.max(1, Math.min(3, availableParallelism() - 1));
const WAITING_MAX = 64;

/** Hashes and checks passwords, a few at a time, the rest in order. */
@Injectable()
export class PasswordGate implements OnModuleInit {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private nobodysHash = '';

  constructor(private readonly hasher: PasswordHasher) {}

  async onModuleInit(): Promise<void> {
    this.nobodysHash = await this.hasher.hash(newId('tok'));
  }

  /**
   * The PHC string to store.
   *
   * @throws AppError `auth.busy` when too many are waiting
   */
  async hash(password: string): Promise<string> {
    return this.inTurn(() => this.hasher.hash(password));
  }

  /**
   * Whether the password belongs to the hash. Null means that there is no such account: the same work is done and the
   * answer is false, so that the time taken does not tell which addresses have an account.
   *
   * @throws AppError `auth.busy` when too many are waiting
   */
  async verify(hash: string | null, password: string): Promise<boolean> {
    const matches = await this.inTurn(() => this.hasher.verify(hash ?? this.nobodysHash, password));
    return matches && hash !== null;
  }

  /** True when the hash should be replaced now that the password is at hand. */
  needsRehash(hash: string): boolean {
    return this.hasher.needsRehash(hash);
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < HASHES_AT_ONCE) {
      this.running += 1;
    } else {
      if (this.waiting.length >= WAITING_MAX) throw signInBusy();
      // The one who finishes hands its place over, so `running` does not change here.
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
