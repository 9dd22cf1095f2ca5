import type { FormEvent } from 'react';
import type { ApiKeyMade, NewApiKey as Body } from '../../api/contract.js';
import { useChange } from '../../api/use-api.js';
import { formText } from '../../ui/form-text.js';
import { Button, Field, fieldError, Problem } from '../../ui/parts.js';

type Scope = Body['scopes'][number];

/** What a key may do: for the form, and short for the list. */
export const KEY_SCOPES: readonly (readonly [Scope, string, string])[] = [
  ['products:read', 'Look at products and your questions and answers', 'look at products'],
  ['conversations:read', 'Read conversations with buyers', 'read conversations'],
  ['proposals:write', 'Propose changes, which wait for your yes', 'propose changes'],
];

interface NewApiKeyProps {
  /** Gets the only copy of the key. */
  onMade: (key: string) => void;
  onCancel: () => void;
}

export function NewApiKey({ onMade, onCancel }: NewApiKeyProps) {
  const make = useChange<ApiKeyMade>(['/auth/api-keys']);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const days = Number(form.get('days'));
    const body = {
      name: formText(form, 'name'),
      scopes: form.getAll('scope'),
      ...(days > 0 && { lifetimeDays: days }),
    };
    make.mutate(
      { method: 'POST', path: '/auth/api-keys', body },
      { onSuccess: ({ key }) => onMade(key) },
    );
  };
  const noScope = fieldError(make.error, 'scopes');
  return (
    <form onSubmit={submit}>
      <Field
        label="What the key is for"
        hint="For example: Claude on my laptop."
        error={fieldError(make.error, 'name')}
      >
        {(ids) => <input {...ids} name="name" required maxLength={100} autoComplete="off" />}
      </Field>
      <fieldset>
        <legend>It may</legend>
        {KEY_SCOPES.map(([scope, words], index) => (
          <label key={scope} className="check">
            <input type="checkbox" name="scope" value={scope} defaultChecked={index === 0} />{' '}
            {words}
          </label>
        ))}
        {noScope && <p className="hint bad">Choose at least one.</p>}
      </fieldset>
      <Field label="It works">
        {(ids) => (
          <select {...ids} name="days" defaultValue="90">
            <option value="30">for 30 days</option>
            <option value="90">for 90 days</option>
            <option value="365">for a year</option>
            <option value="0">until I revoke it</option>
          </select>
        )}
      </Field>
      <Problem error={noScope ? null : make.error} />
      <div className="row">
        <Button type="submit" look="main" busy={make.isPending}>
          Make the key
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
      </div>
    </form>
  );
}
