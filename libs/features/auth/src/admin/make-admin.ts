/** Administrators are made by a command and never over HTTP, so this needs a database and nothing else. */
import type { DataSource } from 'typeorm';
import { PasswordHasher } from '#platform/crypto';
import { type Id, newId } from '#platform/ids';
import { normaliseEmail } from '../accounts.service.js';
import { adminExists, invalidAdmin } from '../auth.errors.js';
import { AdminsRepository } from './admins.repository.js';

/** More than a seller's: an administrator can do more. */
const PASSWORD_CHARS_MIN = 12;
const EMAIL = /^[^\s@]+@[^\s@]+$/;

/**
 * Makes an administrator; the second factor is set up at the first sign-in.
 *
 * @throws AppError `admin.exists` (409), `admin.invalid` (400)
 */
export async function makeAdmin(
  dataSource: DataSource,
  email: string,
  password: string,
): Promise<Id<'adm'>> {
  if (!EMAIL.test(email)) throw invalidAdmin('Give an e-mail address.');
  if (password.length < PASSWORD_CHARS_MIN) {
    throw invalidAdmin(`Give a password of at least ${PASSWORD_CHARS_MIN} characters.`);
  }
  const id = newId('adm');
  const passwordHash = await new PasswordHasher().hash(password);
  const admin = { id, email: normaliseEmail(email), passwordHash };
  if (!(await new AdminsRepository(dataSource).insertUnlessTaken(admin))) throw adminExists();
  return id;
}
