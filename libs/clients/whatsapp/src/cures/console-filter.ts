/**
 * Cure of F5: libsignal prints whole sessions, with root and private ratchet keys, through `console`.
 * The filter drops every line that holds a session object, and libsignal's own chatter by its first words.
 */
import type { Uninstall } from './uninstall.js';

const METHODS = ['log', 'info', 'warn', 'error', 'debug'] as const;

/** How libsignal 6.0.0's lines begin (src/session_record, session_cipher, session_builder, curve; read 2026-11-22). */
const CHATTER = [
  'Closing session',
  'Opening session',
  'Removing old closed session',
  'Session already',
  'Migrating session',
  'Session error',
  'V1 session storage migration error',
  'Closing open session in favor',
  'Failed to decrypt message with any known session',
  'Decrypted message with closed session',
  'WARNING: Expected pubkey of length 33',
];

/** A console, or what stands for one in a test. */
export type ConsoleLike = Pick<Console, (typeof METHODS)[number]>;

/** Installs the filter on that console. */
export function filterConsole(target: ConsoleLike = globalThis.console): Uninstall {
  const originals = METHODS.map((name) => [name, target[name]] as const);
  for (const [name, original] of originals) {
    target[name] = (...args: unknown[]) => {
      if (!isFromLibsignal(args)) original.apply(target, args);
    };
  }
  return () => {
    for (const [name, original] of originals) target[name] = original;
  };
}

function isFromLibsignal(args: unknown[]): boolean {
  const [first] = args;
  if (typeof first === 'string' && CHATTER.some((start) => first.startsWith(start))) return true;
  return args.some(isSession);
}

function isSession(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'currentRatchet' in value;
}
