import { useState } from 'react';
import { useChange } from '../../api/use-api.js';
import { Confirm } from '../../ui/confirm.js';
import { Card, Field, fieldError } from '../../ui/parts.js';

/** Taking everything along, and leaving. */
export function Leave() {
  const [password, setPassword] = useState('');
  const remove = useChange([]);
  const leave = (): void =>
    remove.mutate(
      { method: 'DELETE', path: '/auth/me', body: { password } },
      { onSuccess: () => window.location.assign('/app/') },
    );
  return (
    <Card title="Your data">
      <p>
        <a className="button" href="/auth/me/export" download>
          Download everything as a file
        </a>
      </p>
      <Confirm
        label="Delete my account"
        title="Delete your account?"
        yes="Delete everything"
        busy={remove.isPending}
        error={remove.error}
        onYes={leave}
      >
        <p>
          Your agent stops at once. Conversations, products and links are deleted and cannot be
          brought back.
        </p>
        <Field label="Your password" error={fieldError(remove.error, 'password')}>
          {(ids) => (
            <input
              {...ids}
              type="password"
              autoComplete="current-password"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
      </Confirm>
    </Card>
  );
}
