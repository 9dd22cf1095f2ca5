import { Link } from '@tanstack/react-router';
import { useChange } from '../../api/use-api.js';
import { MailboxLink } from '../../shell/mailbox-link.js';
import { Button, Field, Note, Problem } from '../../ui/parts.js';

export function ForgotPassword() {
  const send = useChange([]);
  return (
    <main id="main" className="alone">
      <h1>Choose a new password</h1>
      <form
        className="card narrow"
        onSubmit={(event) => {
          event.preventDefault();
          const email = new FormData(event.currentTarget).get('email');
          send.mutate({ method: 'POST', path: '/auth/forgot-password', body: { email } });
        }}
      >
        <Field label="E-mail" hint="We send you a link that works for one hour.">
          {(ids) => <input {...ids} name="email" type="email" required autoComplete="username" />}
        </Field>
        <Problem error={send.error} />
        {send.isSuccess && (
          <Note tone="good">If there is an account with this address, the mail is on its way.</Note>
        )}
        {send.isSuccess && <MailboxLink />}
        <Button type="submit" look="main" busy={send.isPending}>
          Send me the link
        </Button>
        <p>
          <Link to="/">Back to sign in</Link>
        </p>
      </form>
    </main>
  );
}
