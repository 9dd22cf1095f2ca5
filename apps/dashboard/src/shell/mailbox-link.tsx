import { useMeta } from './standin-banner.js';

/** In a demo mails go nowhere; this is where they can be read. Nothing where mails are really sent. */
export function MailboxLink({ to }: { to?: string | undefined }) {
  const meta = useMeta();
  if (!meta?.standins.mail || !meta.standinsUrl) return null;
  const whose = to ? `?to=${encodeURIComponent(to)}` : '';
  return (
    <p className="hint">
      In this demo no mail is really sent.{' '}
      <a href={`${meta.standinsUrl}/mail${whose}`} target="_blank" rel="noreferrer">
        Read it in the demo mailbox
      </a>
    </p>
  );
}
