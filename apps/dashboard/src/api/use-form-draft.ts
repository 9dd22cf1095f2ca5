/** A form that is being filled in and not saved: what was changed is kept like any draft, field by field. */
import { draftOf, useDraft } from './use-draft.js';

/** What stands in a form's fields. */
export type Values<Name extends string> = Record<Name, string>;

export interface FormDraft<Name extends string> {
  values: Values<Name>;
  saved: Values<Name>;
  /** The fields that differ from what is saved. */
  changed: Name[];
  set: (name: Name, value: string) => void;
  /** Keeps what is not changed too, because it will be gone from what is saved. */
  hold: (names: readonly Name[]) => void;
  /** Forgets what has been sent and is saved by now, but for what is held; what was changed meanwhile stays. */
  forget: (sent: Values<Name>, held?: readonly Name[]) => void;
  drop: () => void;
}

/** @param saved what stands there without a draft; a field that was not changed shows it, however new it is */
export function useFormDraft<Name extends string>(
  key: string,
  saved: Values<Name>,
): FormDraft<Name> {
  const [text, setText] = useDraft(key);
  const names = Object.keys(saved) as Name[];
  const kept = new URLSearchParams(text);
  const valueOf = (name: Name): string => kept.get(name) ?? saved[name];
  const values = Object.fromEntries(names.map((name) => [name, valueOf(name)])) as Values<Name>;
  const keep = (next: Record<string, string>, besides: Partial<Values<string>>): void => {
    const entries = Object.entries(next).filter(([name, value]) => value !== besides[name]);
    setText(entries.length > 0 ? new URLSearchParams(entries).toString() : null);
  };
  return {
    values,
    saved,
    changed: names.filter((name) => values[name] !== saved[name]),
    set: (name, value) => keep({ ...Object.fromEntries(kept), [name]: value }, saved),
    hold: (held) => {
      const now = Object.fromEntries(held.map((name) => [name, values[name]]));
      keep({ ...Object.fromEntries(kept), ...now }, {});
    },
    forget: (sent, held = []) => {
      const done = names.filter((name) => !held.includes(name)).map((name) => [name, sent[name]]);
      const now = new URLSearchParams(draftOf(key) ?? '');
      keep(Object.fromEntries(now), Object.fromEntries(done) as Partial<Values<Name>>);
    },
    drop: () => setText(null),
  };
}
