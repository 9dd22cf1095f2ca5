import type { FormEvent } from 'react';
import type { ApiKey } from '../../api/contract.js';
import { useChange, useRead } from '../../api/use-api.js';
import { Button, Card, Field, fieldError, Note, Problem } from '../../ui/parts.js';

export function ChangePassword() {
  const change = useChange(['/auth/sessions', '/auth/api-keys']);
  const keys = useRead<{ apiKeys: ApiKey[] }>('/auth/api-keys');
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const { revokeApiKeys, ...passwords } = Object.fromEntries(new FormData(form));
    const body = { ...passwords, ...(revokeApiKeys && { revokeApiKeys: true }) };
    const onSuccess = (): void => form.reset();
    change.mutate({ method: 'POST', path: '/auth/change-password', body }, { onSuccess });
  };
  return (
    <Card title="Password">
      <form onSubmit={submit}>
        <Field label="Password now" error={fieldError(change.error, 'current')}>
          {(ids) => (
            <input
              {...ids}
              name="current"
              type="password"
              required
              autoComplete="current-password"
            />
          )}
        </Field>
        <Field
          label="New password"
          hint="At least 8 characters."
          error={fieldError(change.error, 'next')}
        >
          {(ids) => (
            <input
              {...ids}
              name="next"
              type="password"
              required
              minLength={8}
              autoComplete="new-password"
            />
          )}
        </Field>
        {keys.data !== undefined && keys.data.apiKeys.length > 0 && (
          <label className="check">
            <input type="checkbox" name="revokeApiKeys" /> Also revoke all keys of my AI apps.
            Otherwise they go on working.
          </label>
        )}
        <Problem error={change.error} />
        {change.isSuccess && <Note tone="good">Changed. Everybody else has been signed out.</Note>}
        <Button type="submit" busy={change.isPending}>
          Change password
        </Button>
      </form>
    </Card>
  );
}
