import { Copyable } from '../../ui/copyable.js';
import { postedAnswer, signedRequest } from './webhook-example.js';

interface WebhookManualProps {
  platformId: string;
  /** Only right after it was made. */
  secret?: string;
}

/** What a program needs to bring messages in and to take answers. */
export function WebhookManual({ platformId, secret }: WebhookManualProps) {
  const address = `${location.origin}/messaging/webhook`;
  return (
    <>
      <Copyable label="Post messages to" text={address} />
      <Copyable label="Name the channel as platformId" text={platformId} />
      <Copyable
        isLong
        label="A signed message, for a terminal"
        text={signedRequest(address, platformId, secret)}
      />
      <p className="hint">
        The signature follows Standard Webhooks: HMAC-SHA256 over <code>id.timestamp.body</code>.
        The same <code>webhook-id</code> twice is one message.
      </p>
      <Copyable
        isLong
        label="What your address for answers gets, signed in the same way"
        text={postedAnswer(platformId)}
      />
    </>
  );
}
