import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiError, request } from '../../api/http.js';
import { signedIn } from '../../api/trouble.js';
import { Button, Field, Problem } from '../../ui/parts.js';

export function AdminSignIn() {
  const client = useQueryClient();
  const [error, setError] = useState<ApiError | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const body = Object.fromEntries(new FormData(event.currentTarget));
    try {
      await request('POST', '/admin/login', { signingIn: true, body });
      signedIn();
      await client.resetQueries();
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      setError(failure);
    }
  };
  return (
    <div className="alone">
      <h1>Administration</h1>
      <form className="card narrow" onSubmit={(event) => void submit(event)}>
        <Field label="E-mail">
          {(ids) => <input {...ids} name="email" type="email" required autoComplete="username" />}
        </Field>
        <Field label="Password">
          {(ids) => (
            <input
              {...ids}
              name="password"
              type="password"
              required
              autoComplete="current-password"
            />
          )}
        </Field>
        <Field label="Code from your phone">
          {(ids) => <input {...ids} name="totp" required autoComplete="one-time-code" />}
        </Field>
        <Problem error={error} />
        <Button type="submit" look="main">
          Sign in
        </Button>
      </form>
    </div>
  );
}
