/** What an owner is told after the password has changed: also what else has changed by it, and what has not. */
import type { Reclaimed } from './access-revocation.service.js';

const NOT_YOU =
  'If it was not you, ask for a new password on the sign-in page at once: that revokes all API keys too.\n';

/** @param apiKeys how many were revoked; null: they stay */
export function changedMail(apiKeys: number | null): string {
  return [
    'The password of your account was changed and other sessions were signed out.',
    apiKeys === null ? 'API keys, if you have any, go on working.' : revoked(apiKeys),
    NOT_YOU,
  ].join('\n\n');
}

/** @param isTotpOn whether signing in still asks for a code */
export function resetMail({ apiKeys, wasUnproven }: Reclaimed, isTotpOn: boolean): string {
  const parts = [
    'The password of your account was changed by a link from our mail, and all sessions were signed out.',
    revoked(apiKeys),
  ];
  if (wasUnproven) {
    parts.push(
      'Nobody had confirmed this address before. So signing in with two steps and the address for notifications, if somebody had set them up, were removed as well.',
    );
  }
  if (isTotpOn) {
    parts.push(
      'Signing in still asks for the code of your authenticator app or a recovery code. If you have neither, write to support.',
    );
  }
  return [...parts, NOT_YOU].join('\n\n');
}

function revoked(apiKeys: number): string {
  if (apiKeys === 0) return 'There were no API keys.';
  const keys = apiKeys === 1 ? 'The API key was' : `All ${apiKeys} API keys were`;
  return `${keys} revoked: programs that used them need new ones.`;
}
