import { Copyable } from './copyable.js';
import { Note } from './parts.js';

/** A secret right after it was made. */
export function ShownOnce({ label, text }: { label: string; text: string }) {
  return (
    <>
      <Note tone="warn">
        Keep it now, where you keep passwords: it is shown this once. If it is lost, make a new one.
      </Note>
      <Copyable label={label} text={text} />
    </>
  );
}
