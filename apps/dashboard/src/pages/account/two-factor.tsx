import type { FormEvent } from 'react';
import { useChange } from '../../api/use-api.js';
import { Button, Card, Field, fieldError, Note, Problem } from '../../ui/parts.js';
import { RecoveryCodes } from './recovery-codes.js';
import { TotpSetup } from './totp-setup.js';

const ABOUT = 'Signing in then also asks for a code from an app on your phone.';

export function TwoFactor({ isOn }: { isOn: boolean | undefined }) {
  return (
    <Card title="Sign in with two steps" about={ABOUT}>
      {isOn ? <TurnOff /> : <TurnOn />}
    </Card>
  );
}

interface Started {
  secret: string;
  qrSvg: string;
}

function TurnOn() {
  const start = useChange<Started>([]);
  // What signed the person in is not read anew before they have seen their recovery codes.
  const confirm = useChange<{ recoveryCodes: string[] }>([]);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const code = new FormData(event.currentTarget).get('code');
    confirm.mutate({ method: 'POST', path: '/auth/totp/confirm', body: { code } });
  };
  if (confirm.data) {
    return (
      <RecoveryCodes codes={confirm.data.recoveryCodes} onKept={() => window.location.reload()} />
    );
  }
  if (!start.data) {
    return (
      <>
        <Problem error={start.error} />
        <Button
          busy={start.isPending}
          onClick={() => start.mutate({ method: 'POST', path: '/auth/totp/start' })}
        >
          Turn on
        </Button>
      </>
    );
  }
  return (
    <form onSubmit={submit}>
      <TotpSetup {...start.data} />
      <Field label="Code the app shows" error={fieldError(confirm.error, 'code')}>
        {(ids) => (
          <input {...ids} name="code" required inputMode="numeric" autoComplete="one-time-code" />
        )}
      </Field>
      <Problem error={confirm.error} />
      <Button type="submit" look="main" busy={confirm.isPending}>
        Confirm
      </Button>
    </form>
  );
}

function TurnOff() {
  const off = useChange(['/auth/me']);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const body = Object.fromEntries(new FormData(event.currentTarget));
    off.mutate({ method: 'POST', path: '/auth/totp/disable', body });
  };
  return (
    <form onSubmit={submit}>
      <Note tone="good">It is on.</Note>
      <Field label="Your password, to turn it off">
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
      <Field label="Code" error={fieldError(off.error, 'code')}>
        {(ids) => <input {...ids} name="code" required autoComplete="one-time-code" />}
      </Field>
      <Problem error={off.error} />
      <Button type="submit" look="danger" busy={off.isPending}>
        Turn off
      </Button>
    </form>
  );
}
