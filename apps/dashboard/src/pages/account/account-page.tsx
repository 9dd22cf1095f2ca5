import { useMe } from '../../shell/session.js';
import { useChange } from '../../api/use-api.js';
import { Button, Card, Loading, Note, PageHead, Problem } from '../../ui/parts.js';
import { ChangePassword } from './change-password.js';
import { Leave } from './leave.js';
import { SessionList } from './session-list.js';
import { TwoFactor } from './two-factor.js';

export function Page() {
  const { data } = useMe();
  if (!data) return <Loading what="your account" />;
  const { seller } = data;
  return (
    <>
      <PageHead title="Account" about={`${seller.name}, ${seller.email}, ${seller.plan} plan.`} />
      {seller.emailVerified === false && <Unverified email={seller.email} />}
      <div className="columns">
        <ChangePassword />
        <TwoFactor isOn={seller.totpEnabled} />
      </div>
      <SessionList />
      <Leave />
    </>
  );
}

function Unverified({ email }: { email: string }) {
  const resend = useChange([]);
  return (
    <Card title="Confirm your e-mail address">
      <p>
        We have sent a mail to {email}. Until you open its link you can try everything, but not link
        a real channel.
      </p>
      <Problem error={resend.error} />
      {resend.isSuccess && <Note tone="good">Sent again.</Note>}
      <Button
        busy={resend.isPending}
        onClick={() => resend.mutate({ method: 'POST', path: '/auth/verify-email/resend' })}
      >
        Send the mail again
      </Button>
    </Card>
  );
}
