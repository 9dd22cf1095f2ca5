import { type FormEvent, useState } from 'react';
import { ApiError, request } from '../../api/http.js';
import { Button, Field, Problem } from '../../ui/parts.js';
import { formText } from '../../ui/form-text.js';

interface SignInFormProps {
  email?: string;
  /** What is typed as the address. */
  onEmail?: (email: string) => void;
  onDone: () => Promise<void>;
}

/** E-mail and password; the code of the second factor when the account has one. */
export function SignInForm({ email = '', onEmail, onDone }: SignInFormProps) {
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const needsCode = error?.code.endsWith('totp_required') ?? false;
  const [asked, setAsked] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const totp = formText(form, 'totp');
    setBusy(true);
    try {
      const body = { email: form.get('email'), password: form.get('password') };
      await request('POST', '/auth/login', {
        signingIn: true,
        body: totp ? { ...body, totp } : body,
      });
      await onDone();
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      setError(failure);
      if (failure.code.endsWith('totp_required')) setAsked(true);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Field label="E-mail">
        {(ids) => (
          <input
            {...ids}
            name="email"
            type="email"
            defaultValue={email}
            onChange={(event) => onEmail?.(event.target.value)}
            required
            autoComplete="username"
          />
        )}
      </Field>
      <Field label="Password">
        {(ids) => (
          <input
            {...ids}
            name="password"
            type="password"
            data-first={email === '' ? undefined : true}
            required
            autoComplete="current-password"
          />
        )}
      </Field>
      {asked && (
        <Field
          label="Code from your phone"
          hint="Six digits from your authenticator app, or one of your recovery codes."
        >
          {(ids) => <input {...ids} name="totp" required autoFocus autoComplete="one-time-code" />}
        </Field>
      )}
      <Problem error={needsCode ? null : error} />
      <Button type="submit" look="main" className="wide" busy={busy}>
        Sign in
      </Button>
    </form>
  );
}
