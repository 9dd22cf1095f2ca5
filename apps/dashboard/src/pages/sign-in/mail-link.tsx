/** Where links in our mails lead: confirm an address, or choose a new password. */
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useChange } from '../../api/use-api.js';
import { Button, Field, fieldError, Note, Problem } from '../../ui/parts.js';

/** The token stands behind #, which browsers send to nobody; it is taken out at once, so that it stays in no history. */
function useTokenOfAddress(): string {
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token') ?? '');
  useEffect(() => history.replaceState(history.state, '', location.pathname), []);
  return token;
}

export function MailLink() {
  const token = useTokenOfAddress();
  const isReset = location.pathname.endsWith('/reset-password');
  return (
    <main id="main" className="alone">
      <h1>{isReset ? 'Choose a new password' : 'Confirm your e-mail address'}</h1>
      <div className="card narrow">
        {token === '' && (
          <Note tone="bad">This link is not complete. Open it from the mail again.</Note>
        )}
        {isReset ? <ResetForm token={token} /> : <Confirmation token={token} />}
        <p>
          <Link to="/">Go to the dashboard</Link>
        </p>
      </div>
    </main>
  );
}

function Confirmation({ token }: { token: string }) {
  const verify = useChange(['/auth/me']);
  if (verify.isSuccess) return <Note tone="good">Thank you, your address is confirmed.</Note>;
  return (
    <>
      <Problem error={verify.error} />
      <Button
        look="main"
        busy={verify.isPending}
        disabled={token === ''}
        onClick={() =>
          verify.mutate({ method: 'POST', path: '/auth/verify-email', body: { token } })
        }
      >
        Yes, this is my address
      </Button>
    </>
  );
}

function ResetForm({ token }: { token: string }) {
  const reset = useChange([]);
  if (reset.isSuccess) {
    return (
      <Note tone="good">
        Done. Sign in with your new password. Everybody has been signed out, and keys of AI apps
        have been revoked.
      </Note>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const password = new FormData(event.currentTarget).get('password');
        reset.mutate({ method: 'POST', path: '/auth/reset-password', body: { token, password } });
      }}
    >
      <Field
        label="New password"
        hint="At least 8 characters. Everybody is signed out, and keys of AI apps are revoked."
        error={fieldError(reset.error, 'password')}
      >
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
      <Problem error={reset.error} />
      <Button type="submit" look="main" busy={reset.isPending} disabled={token === ''}>
        Save
      </Button>
    </form>
  );
}
