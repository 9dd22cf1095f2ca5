import type { FormEvent } from 'react';
import { useChange, useRead } from '../../api/use-api.js';
import { Button, Card, Field, Note, Problem } from '../../ui/parts.js';
import { formText } from '../../ui/form-text.js';

const PATH = '/messaging/notifications';

/** GET /messaging/notifications. */
interface NotificationSettings {
  email?: boolean;
  telegram?: { status: string; code?: string | null } | null;
  webhookUrl?: string | null;
}

/** How the seller learns that a buyer asks for them. */
export function Notifications() {
  const { data, error } = useRead<NotificationSettings>(PATH);
  const save = useChange([PATH]);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const webhookUrl = formText(form, 'webhookUrl');
    const body = { email: form.get('email') === 'on', webhookUrl: webhookUrl || null };
    save.mutate({ method: 'PUT', path: PATH, body });
  };
  return (
    <Card title="When somebody needs you" about="How we tell you that a buyer waits for a person.">
      <Problem error={error} />
      {data && (
        <form onSubmit={submit}>
          <label className="check">
            <input type="checkbox" name="email" defaultChecked={data.email ?? false} /> By e-mail
          </label>
          <Field
            label="To another program (address)"
            hint="Leave it empty if you do not know what this is."
          >
            {(ids) => (
              <input {...ids} type="url" name="webhookUrl" defaultValue={data.webhookUrl ?? ''} />
            )}
          </Field>
          <Problem error={save.error} />
          {save.isSuccess && <Note tone="good">Saved.</Note>}
          <Button type="submit" busy={save.isPending}>
            Save
          </Button>
        </form>
      )}
    </Card>
  );
}
