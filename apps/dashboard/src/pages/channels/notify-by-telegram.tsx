import type { FormEvent } from 'react';
import type { NotificationSettings, TelegramConnected } from '../../api/contract.js';
import { useChange } from '../../api/use-api.js';
import { formText } from '../../ui/form-text.js';
import { Button, Field, fieldError, Note, Problem } from '../../ui/parts.js';

/** The seller's own chat with the platform's bot; it proves itself by a code. */
export function NotifyByTelegram({ state }: { state: NotificationSettings['telegram'] }) {
  const link = useChange<TelegramConnected>(['/messaging']);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const chatId = formText(new FormData(event.currentTarget), 'chatId');
    link.mutate({ method: 'POST', path: '/messaging/telegram/connect', body: { chatId } });
  };
  if (state === 'connected') return <Note tone="good">You are told on Telegram.</Note>;
  if (link.error?.code === 'messaging.no_platform_bot') {
    return <Note tone="quiet">This server has no Telegram bot of its own for notices.</Note>;
  }
  return (
    <details className="more">
      <summary>On Telegram</summary>
      {link.data?.code ? (
        <Note tone="info">
          Now send <code>{link.data.code}</code> to {link.data.bot} on Telegram, within 15 minutes.
        </Note>
      ) : (
        <form onSubmit={submit}>
          <Field
            label="Number of your chat"
            hint="Digits. Telegram's @userinfobot tells you yours."
            error={fieldError(link.error, 'chatId')}
          >
            {(ids) => (
              <input {...ids} name="chatId" inputMode="numeric" required pattern="-?[0-9]{1,20}" />
            )}
          </Field>
          <Problem error={link.error} />
          <Button type="submit" busy={link.isPending}>
            Get a code
          </Button>
        </form>
      )}
    </details>
  );
}
