import type { FormEvent } from 'react';
import type { Channel, SecretRotated, Undelivered } from '../../api/contract.js';
import { useChange, useRead } from '../../api/use-api.js';
import { Confirm } from '../../ui/confirm.js';
import { formText } from '../../ui/form-text.js';
import { Button, Field, fieldError, Note, Problem } from '../../ui/parts.js';
import { ShownOnce } from '../../ui/shown-once.js';
import { clockTime, count } from '../../ui/words.js';
import { AnswerUrlField } from './link-webhook.js';
import { UndeliveredList } from './undelivered-list.js';
import { WebhookManual } from './webhook-manual.js';

/** What only a signed channel has: where answers go, those that did not get there, and how to write to it. */
export function WebhookChannel({ channel }: { channel: Channel }) {
  const { answerUrl, platformId } = channel;
  return (
    <>
      <p className="hint">
        {answerUrl ? (
          <>
            Answers go to <code>{answerUrl}</code>.
          </>
        ) : (
          'Answers are posted nowhere; they stand in Conversations.'
        )}
      </p>
      <NotPosted channel={channel} />
      <details className="fold">
        <summary>Change its name or address</summary>
        <ChangeWebhook channel={channel} />
      </details>
      <details className="fold">
        <summary>How to send a message</summary>
        <WebhookManual platformId={platformId} />
      </details>
    </>
  );
}

/** What is given up is sent again only by the seller's hand. */
function NotPosted({ channel }: { channel: Channel }) {
  const { data, error } = useRead<{ deliveries: Undelivered[] }>('/messaging/undelivered', {
    query: { channelId: channel.id, limit: 20 },
    everyMs: 15_000,
  });
  if (!data || data.deliveries.length === 0) return <Problem error={error} />;
  return (
    <section aria-label={`Answers that did not get to ${channel.displayName}`}>
      <Note tone="warn">
        {count(data.deliveries.length, 'answer')} did not get there. Each is tried again for three
        days; then it waits here for you.
      </Note>
      <UndeliveredList deliveries={data.deliveries} />
    </section>
  );
}

/** A new secret for a signed channel, among what can be done with it. */
export function WebhookSecret({ channel }: { channel: Channel }) {
  const rotate = useChange<SecretRotated>([]);
  const path = `/messaging/webhook/${channel.id}/rotate-secret`;
  if (rotate.data) {
    const { secret, previousValidUntil } = rotate.data;
    return (
      <div className="whole">
        <ShownOnce label="New secret" text={secret} />
        <p className="hint">The old one is good until {clockTime(previousValidUntil)}.</p>
        <Button onClick={() => rotate.reset()}>I have kept the secret</Button>
      </div>
    );
  }
  return (
    <Confirm
      label="Make a new secret"
      look="plain"
      title={`A new secret for ${channel.displayName}?`}
      yes="Make a new secret"
      busy={rotate.isPending}
      error={rotate.error}
      onYes={() => rotate.mutate({ method: 'POST', path })}
    >
      Put it into your program within a day: until then the old one works too.
    </Confirm>
  );
}

function ChangeWebhook({ channel }: { channel: Channel }) {
  const save = useChange(['/messaging']);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const body = { name: formText(form, 'name'), answerUrl: formText(form, 'answerUrl') || null };
    save.mutate({ method: 'PATCH', path: `/messaging/webhook/${channel.id}`, body });
  };
  return (
    <form onSubmit={submit}>
      <Field label="Name" error={fieldError(save.error, 'name')}>
        {(ids) => (
          <input {...ids} name="name" required maxLength={80} defaultValue={channel.displayName} />
        )}
      </Field>
      <AnswerUrlField error={fieldError(save.error, 'answerUrl')} saved={channel.answerUrl} />
      <Problem error={save.error} />
      {save.isSuccess && <Note tone="good">Saved.</Note>}
      <Button type="submit" busy={save.isPending}>
        Save
      </Button>
    </form>
  );
}
