import type { UseMutationResult } from '@tanstack/react-query';
import type { ApiError } from '../api/http.js';
import type { Change } from '../api/use-api.js';
import type { FormDraft } from '../api/use-form-draft.js';
import { DiffView } from './diff-view.js';
import { Button, Note, Problem } from './parts.js';

interface FormEndProps<Name extends string> {
  form: FormDraft<Name>;
  /** A field with what stands in it. */
  words: (name: Name, value: string) => string;
  save: UseMutationResult<unknown, ApiError, Change>;
  /** Fields that saving would leave out; they say so themselves. */
  besides?: readonly Name[];
}

/** What saving would change, also of what was saved elsewhere meanwhile; how it went; and the buttons. */
export function FormEnd<Name extends string>(props: FormEndProps<Name>) {
  const { form, words, save, besides = [] } = props;
  const { saved, values, drop } = form;
  const changed = form.changed.filter((name) => !besides.includes(name));
  const lines = (of: typeof values): string =>
    changed.map((name) => words(name, of[name])).join('\n');
  return (
    <>
      {changed.length > 0 && <DiffView before={lines(saved)} after={lines(values)} />}
      <Problem error={save.error} />
      {save.isSuccess && changed.length === 0 && <Note tone="good">Saved.</Note>}
      <div className="row">
        <Button type="submit" look="main" busy={save.isPending}>
          Save
        </Button>
        <Button disabled={form.changed.length === 0} onClick={drop}>
          Drop my changes
        </Button>
      </div>
    </>
  );
}
