import { type FormEvent, useState } from 'react';
import { useChange } from '../../api/use-api.js';
import { useMeta } from '../../shell/standin-banner.js';
import { Button, Card, Field, fieldError, Note, Problem } from '../../ui/parts.js';

/** A bot of the seller's own, by the token that Telegram's BotFather gives. */
export function LinkTelegram() {
  const meta = useMeta();
  return (
    <Card title="Telegram" about="Buyers write to a bot of your own.">
      <ol className="how">
        <li>
          In Telegram, write to <strong>@BotFather</strong> and send <code>/newbot</code>.
        </li>
        <li>Choose a name for your shop&apos;s bot.</li>
        <li>Paste the token it gives you here.</li>
      </ol>
      {meta?.standins.telegram && meta.standinsUrl && (
        <p className="hint">
          In this demo, BotFather lives on the{' '}
          <a href={meta.standinsUrl} target="_blank" rel="noreferrer">
            demo phone
          </a>
          .
        </p>
      )}
      <BotToken />
    </Card>
  );
}

/** Links the bot whose token is given; one that was linked before goes on with its conversations. */
export function BotToken() {
  const [token, setToken] = useState('');
  const link = useChange(['/messaging', '/dashboard']);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    link.mutate(
      { method: 'POST', path: '/messaging/telegram/connect', body: { botToken: token.trim() } },
      { onSuccess: () => setToken('') },
    );
  };
  return (
    <form onSubmit={submit}>
      <Field label="Bot token" error={fieldError(link.error, 'botToken')}>
        {(ids) => (
          <input
            {...ids}
            required
            autoComplete="off"
            spellCheck={false}
            value={token}
            onChange={(event) => setToken(event.target.value)}
          />
        )}
      </Field>
      <Problem error={link.error} />
      {link.isSuccess && <Note tone="good">Linked. Buyers can write to your bot now.</Note>}
      <Button type="submit" look="main" busy={link.isPending}>
        Link Telegram
      </Button>
    </form>
  );
}
