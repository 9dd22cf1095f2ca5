import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiError, request } from '../../api/http.js';
import { signedIn } from '../../api/trouble.js';
import { formText } from '../../ui/form-text.js';
import { Button, Field, Note, Problem } from '../../ui/parts.js';
import { RecoveryCodes } from '../account/recovery-codes.js';
import { TotpSetup } from '../account/totp-setup.js';

/** What the authenticator app needs, at the very first sign-in. */
interface Setup {
  secret: string;
  qrSvg: string;
}

/** Password first; then the code, which is set up at the first sign-in. */
export function AdminSignIn() {
  const client = useQueryClient();
  const [error, setError] = useState<ApiError | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const enter = async (): Promise<void> => {
    signedIn();
    await client.resetQueries();
  };
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const totp = formText(form, 'totp');
    const body = {
      email: form.get('email'),
      password: form.get('password'),
      ...(totp && { totp }),
    };
    try {
      const { recoveryCodes } = await request<{ recoveryCodes: string[] | null }>(
        'POST',
        '/admin/login',
        { signingIn: true, body },
      );
      if (recoveryCodes) setCodes(recoveryCodes);
      else await enter();
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      setError(failure);
    }
  };
  return (
    <div className="alone">
      <h1>Administration</h1>
      <div className="card narrow">
        {codes ? (
          <RecoveryCodes codes={codes} onKept={() => void enter()} />
        ) : (
          <SignInFields error={error} submit={(event) => void submit(event)} />
        )}
      </div>
    </div>
  );
}

interface SignInFieldsProps {
  error: ApiError | null;
  submit: (event: FormEvent<HTMLFormElement>) => void;
}

function SignInFields({ error, submit }: SignInFieldsProps) {
  const [setup, setSetup] = useState<Setup | null>(null);
  const [isAsked, setAsked] = useState(false);
  const code = error?.code ?? '';
  if (error && code.endsWith('totp_setup_required') && setup === null) {
    const { secret, qrSvg } = error.details;
    setSetup({ secret: String(secret), qrSvg: String(qrSvg) });
  }
  if (/totp/.test(code) && !isAsked) setAsked(true);
  return (
    <form onSubmit={submit}>
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
      {setup && (
        <>
          <Note tone="info">
            The first sign-in sets up the second step. It is asked for always.
          </Note>
          <TotpSetup {...setup} />
        </>
      )}
      {isAsked && (
        <Field label="Code from your phone" hint="Six digits, or one of your recovery codes.">
          {(ids) => <input {...ids} name="totp" required autoFocus autoComplete="one-time-code" />}
        </Field>
      )}
      <Problem error={/totp_(setup_)?required$/.test(code) ? null : error} />
      <Button type="submit" look="main">
        Sign in
      </Button>
    </form>
  );
}
