import { type FormEvent, useState } from 'react';
import { useChange } from '../../api/use-api.js';
import { useDraft } from '../../api/use-draft.js';
import { Button, Card, Field, fieldError, Problem } from '../../ui/parts.js';
import { Pairing } from './pairing.js';

/** The shop's own number, linked like WhatsApp on a computer. */
export function LinkWhatsapp() {
  const [channelId, setChannelId] = useState<string | null>(null);
  const [withCode, setWithCode] = useState(false);
  const [phone, setPhone] = useDraft('whatsapp.phone');
  const link = useChange<{ channelId: string }>(['/messaging']);
  const start = (event?: FormEvent): void => {
    event?.preventDefault();
    const body = withCode
      ? { method: 'code', phone: phone.replaceAll(/[\s()-]/g, '') }
      : { method: 'qr' };
    link.mutate(
      { method: 'POST', path: '/messaging/whatsapp/connect', body },
      { onSuccess: (answer) => setChannelId(answer.channelId) },
    );
  };
  return (
    <Card title="WhatsApp" about="Your shop's number, linked like WhatsApp on a computer.">
      {channelId ? (
        <Pairing id={channelId} onEnd={() => setChannelId(null)} />
      ) : (
        <form onSubmit={start}>
          <ol className="how">
            <li>Have the phone with your shop&apos;s number at hand.</li>
            <li>
              On it, open WhatsApp, <strong>Settings</strong>, <strong>Linked devices</strong>,{' '}
              <strong>Link a device</strong>.
            </li>
          </ol>
          {withCode && (
            <Field
              label="Your number"
              hint="With the country code, for example +49 151 12345678."
              error={fieldError(link.error, 'phone')}
            >
              {(ids) => (
                <input
                  {...ids}
                  type="tel"
                  required
                  value={phone}
                  onChange={(event) => setPhone(event.target.value)}
                />
              )}
            </Field>
          )}
          <Problem error={link.error} />
          <div className="row">
            <Button type="submit" look="main" busy={link.isPending}>
              {withCode ? 'Show me a code' : 'Link WhatsApp'}
            </Button>
            <Button look="quiet" onClick={() => setWithCode(!withCode)}>
              {withCode ? 'Scan a picture instead' : 'I cannot scan'}
            </Button>
          </div>
        </form>
      )}
    </Card>
  );
}
