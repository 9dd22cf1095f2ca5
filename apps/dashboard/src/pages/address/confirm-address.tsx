import { useChange } from '../../api/use-api.js';
import { MailboxLink } from '../../shell/mailbox-link.js';
import { useMe } from '../../shell/session.js';
import { useMeta } from '../../shell/standin-banner.js';
import { Button, Card, Note, Problem } from '../../ui/parts.js';

/** Until the address is confirmed: what that means, and the mail once more. */
export function ConfirmAddress() {
  const { data } = useMe();
  const resend = useChange([]);
  const meta = useMeta();
  if (!data || data.seller.emailVerified !== false) return null;
  const { email } = data.seller;
  const isPlayed = meta?.standins.telegram && meta.standins.whatsapp;
  return (
    <Card title="Confirm your e-mail address">
      <p>
        We have sent a mail to {email}. Until you open its link you can try everything
        {isPlayed
          ? ', also the channels of this demo; real ones are linked only by a confirmed address.'
          : ' with the test chat; channels are linked only by a confirmed address, and keys for AI apps are made only for one.'}
      </p>
      <MailboxLink to={email} />
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
