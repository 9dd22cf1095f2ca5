import { type FormEvent, useState } from 'react';
import type { WebhookConnected } from '../../api/contract.js';
import { useChange } from '../../api/use-api.js';
import { formText } from '../../ui/form-text.js';
import { Button, Card, Field, fieldError, Problem } from '../../ui/parts.js';
import { ShownOnce } from '../../ui/shown-once.js';
import { WebhookManual } from './webhook-manual.js';

/** Any program that can post: the chat of the seller's own site, another messenger's gateway. */
export function LinkWebhook() {
  const [made, setMade] = useState<WebhookConnected | null>(null);
  const [isOpen, setOpen] = useState(false);
  return (
    <Card
      title="Another app"
      about="For the chat of your own website, or any messenger your programmer connects: it posts what buyers write and gets the answers back."
    >
      {made !== null && (
        <>
          <ShownOnce label="Secret" text={made.secret} />
          <WebhookManual platformId={made.platformId} secret={made.secret} />
          <Button onClick={() => setMade(null)}>I have kept the secret</Button>
        </>
      )}
      {made === null && !isOpen && <Button onClick={() => setOpen(true)}>Link another app</Button>}
      {made === null && isOpen && (
        <NewWebhook
          onMade={(webhook) => {
            setMade(webhook);
            setOpen(false);
          }}
          onCancel={() => setOpen(false)}
        />
      )}
    </Card>
  );
}

interface NewWebhookProps {
  onMade: (webhook: WebhookConnected) => void;
  onCancel: () => void;
}

function NewWebhook({ onMade, onCancel }: NewWebhookProps) {
  const make = useChange<WebhookConnected>(['/messaging', '/dashboard']);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const answerUrl = formText(form, 'answerUrl');
    const body = { name: formText(form, 'name'), ...(answerUrl && { answerUrl }) };
    make.mutate(
      { method: 'POST', path: '/messaging/webhook/connect', body },
      { onSuccess: onMade },
    );
  };
  return (
    <form onSubmit={submit}>
      <Field
        label="Name"
        hint="What you call it, for example: chat on my website."
        error={fieldError(make.error, 'name')}
      >
        {(ids) => <input {...ids} name="name" required maxLength={80} autoComplete="off" />}
      </Field>
      <AnswerUrlField error={fieldError(make.error, 'answerUrl')} />
      <Problem error={make.error} />
      <div className="row">
        <Button type="submit" look="main" busy={make.isPending}>
          Make the link
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
      </div>
    </form>
  );
}

interface AnswerUrlFieldProps {
  error: string | undefined;
  saved?: string | null;
}

export function AnswerUrlField({ error, saved = null }: AnswerUrlFieldProps) {
  return (
    <Field
      label="Address for answers"
      hint="Where your program takes them, beginning with https://. Without one they stand in Conversations only."
      error={error}
    >
      {(ids) => (
        <input
          {...ids}
          type="url"
          name="answerUrl"
          maxLength={2000}
          autoComplete="off"
          spellCheck={false}
          defaultValue={saved ?? ''}
        />
      )}
    </Field>
  );
}
