import type { Channel } from '../../api/contract.js';
import { useChange, useRead } from '../../api/use-api.js';
import { Confirm } from '../../ui/confirm.js';
import { Badge, Button, Card, Loading, Problem } from '../../ui/parts.js';
import { PLATFORMS, timeAgo, type Tone } from '../../ui/words.js';
import { WebhookChannel, WebhookSecret } from './webhook-channel.js';

const STATUSES: Record<Channel['status'], { words: string; tone: Tone }> = {
  connected: { words: 'Working', tone: 'good' },
  pending: { words: 'Being linked', tone: 'warn' },
  disconnected: { words: 'Not linked', tone: 'quiet' },
};

export function ChannelList() {
  const { data, error, isPending, refetch } = useRead<{ channels: Channel[] }>(
    '/messaging/channels',
  );
  const channels = data?.channels.filter(isBuyers) ?? [];
  return (
    <Card title="Linked now">
      <Problem error={error} retry={() => void refetch()} />
      {isPending && <Loading what="your channels" />}
      {data && channels.length === 0 && (
        <p className="hint">Nothing is linked yet. Begin with WhatsApp or Telegram below.</p>
      )}
      <ul className="plain-list">
        {channels.map((channel) => (
          <ChannelItem key={channel.id} channel={channel} />
        ))}
      </ul>
    </Card>
  );
}

/** Where buyers write; the seller's own chat stands among the notifications. */
function isBuyers({ status, purpose }: Channel): boolean {
  return status !== 'disconnected' && purpose === 'bot';
}

function ChannelItem({ channel }: { channel: Channel }) {
  const { id, platform, displayName, status, lastError, lastInboundAt } = channel;
  const connect = useChange(['/messaging', '/dashboard']);
  const unlink = useChange(['/messaging', '/dashboard']);
  const { words, tone } = STATUSES[status];
  const name = PLATFORMS[platform] ?? platform;
  return (
    <li>
      <div className="row spread">
        <span>
          <strong>{displayName || name}</strong> <span className="hint">{name}</span>
        </span>
        <Badge tone={lastError ? 'warn' : tone}>{lastError ? 'Needs a look' : words}</Badge>
      </div>
      <p className="hint">
        {lastInboundAt ? `Last message ${timeAgo(lastInboundAt)}.` : 'No message has come in yet.'}
      </p>
      {lastError && <p className="hint bad">{lastError}</p>}
      {platform === 'webhook' && <WebhookChannel channel={channel} />}
      <Problem error={connect.error} />
      <div className="row">
        {platform === 'whatsapp' && (
          <Button
            busy={connect.isPending}
            onClick={() =>
              connect.mutate({ method: 'POST', path: `/messaging/channels/${id}/reconnect` })
            }
          >
            Connect again
          </Button>
        )}
        {platform === 'webhook' && <WebhookSecret channel={channel} />}
        <Confirm
          label="Unlink"
          title={`Unlink ${displayName || name}?`}
          yes="Unlink"
          busy={unlink.isPending}
          error={unlink.error}
          isDone={unlink.isSuccess}
          onYes={() => unlink.mutate({ method: 'DELETE', path: `/messaging/channels/${id}` })}
        >
          Buyers who write there will get no answer. You can still read the conversations.
        </Confirm>
      </div>
    </li>
  );
}
