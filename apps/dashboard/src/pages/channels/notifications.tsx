import type { FormEvent } from 'react';
import type { NotificationSettings, NotificationsChanged } from '../../api/contract.js';
import { useChange, useRead } from '../../api/use-api.js';
import { formText } from '../../ui/form-text.js';
import { Button, Card, Field, fieldError, Note, Problem } from '../../ui/parts.js';
import { ShownOnce } from '../../ui/shown-once.js';
import { NotifyByTelegram } from './notify-by-telegram.js';

const PATH = '/messaging/notifications';

/** How the seller learns that a buyer asks for them. */
export function Notifications() {
  const { data, error } = useRead<NotificationSettings>(PATH);
  return (
    <Card
      title="When somebody needs you"
      about="How we tell you that a buyer waits for a person, or that we lost a channel or your shop."
    >
      <Problem error={error} />
      {data && (
        <>
          <Ways settings={data} />
          <NotifyByTelegram state={data.telegram} />
        </>
      )}
    </Card>
  );
}

/** Stays what it is when its settings are read anew: the secret of a new address is shown here, and only this once. */
function Ways({ settings }: { settings: NotificationSettings }) {
  const save = useChange<NotificationsChanged>([PATH]);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const webhookUrl = formText(form, 'webhookUrl') || null;
    const isSame = webhookUrl === settings.webhookUrl;
    const body = { email: form.get('email') === 'on', ...(isSame ? {} : { webhookUrl }) };
    save.mutate({ method: 'PUT', path: PATH, body });
  };
  return (
    <form onSubmit={submit}>
      <label className="check">
        <input type="checkbox" name="email" defaultChecked={settings.email} /> By e-mail
      </label>
      <Field
        label="To another program (address)"
        hint="Leave it empty if you do not know what this is."
        error={fieldError(save.error, 'webhookUrl')}
      >
        {(ids) => (
          <input {...ids} type="url" name="webhookUrl" defaultValue={settings.webhookUrl ?? ''} />
        )}
      </Field>
      <Problem error={save.error} />
      {save.isSuccess && <Note tone="good">Saved.</Note>}
      {save.data?.webhookSecret && (
        <ShownOnce label="Secret that signs the posts" text={save.data.webhookSecret} />
      )}
      <Button type="submit" busy={save.isPending}>
        Save
      </Button>
    </form>
  );
}
