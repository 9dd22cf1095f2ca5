import { type FormEvent, useState } from 'react';
import { ApiError, request } from '../../api/http.js';
import { Button, Field, fieldError, Problem } from '../../ui/parts.js';

interface SignUpFormProps {
  email: string;
  /** What is typed as the address. */
  onEmail: (email: string) => void;
  onDone: () => Promise<void>;
}

export function SignUpForm({ email, onEmail, onDone }: SignUpFormProps) {
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    try {
      const body = Object.fromEntries(
        ['name', 'email', 'password'].map((name) => [name, form.get(name)]),
      );
      await request('POST', '/auth/register', { signingIn: true, body });
      await onDone();
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Field label="Your name" error={fieldError(error, 'name')}>
        {(ids) => <input {...ids} name="name" required maxLength={100} autoComplete="name" />}
      </Field>
      <Field label="E-mail" error={fieldError(error, 'email')}>
        {(ids) => (
          <input
            {...ids}
            name="email"
            type="email"
            defaultValue={email}
            onChange={(event) => onEmail(event.target.value)}
            required
            autoComplete="username"
          />
        )}
      </Field>
      <Field label="Password" hint="At least 8 characters." error={fieldError(error, 'password')}>
        {(ids) => (
          <input
            {...ids}
            name="password"
            type="password"
            required
            minLength={8}
            autoComplete="new-password"
          />
        )}
      </Field>
      <Problem error={error} />
      <Button type="submit" look="main" className="wide" busy={busy}>
        Make my account
      </Button>
    </form>
  );
}
