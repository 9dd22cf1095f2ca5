import { useState } from 'react';
import type { Channel } from '../../api/contract.js';
import { useChange } from '../../api/use-api.js';
import { Confirm } from '../../ui/confirm.js';
import { Badge, Button, Problem } from '../../ui/parts.js';
import { PLATFORMS, timeAgo, type Tone } from '../../ui/words.js';
import { BotToken } from './link-telegram.js';
import { isLost } from './lost-channel.js';
import { Pairing } from './pairing.js';
import { WebhookChannel, WebhookSecret } from './webhook-channel.js';

const STATUSES: Record<Channel['status'], { words: string; tone: Tone }> = {
  connected: { words: 'Working', tone: 'good' },
  pending: { words: 'Being linked', tone: 'warn' },
  disconnected: { words: 'Not connected', tone: 'bad' },
};

/** One channel: how it is, and what can be done with it or about it. */
export function ChannelItem({ channel }: { channel: Channel }) {
  const { id, platform, displayName, status, lastError, lastInboundAt } = channel;
  const name = PLATFORMS[platform] ?? platform;
  // Stands here, since a lost channel is a live one as soon as it is connected again.
  const [isPairing, setPairing] = useState(false);
  const isTroubled = lastError !== null && !isLost(channel);
  const { words, tone } = isTroubled
    ? ({ words: 'Needs a look', tone: 'warn' } as const)
    : STATUSES[status];
  return (
    <li>
      <div className="row spread">
        <span>
          <strong>{displayName || name}</strong> <span className="hint">{name}</span>
        </span>
        <Badge tone={tone}>{words}</Badge>
      </div>
      <p className="hint">
        {lastInboundAt ? `Last message ${timeAgo(lastInboundAt)}.` : 'No message has come in yet.'}
      </p>
      {lastError && <p className="hint bad">{lastError}</p>}
      {isLost(channel) && <LostChannel channel={channel} onReconnect={() => setPairing(true)} />}
      {!isLost(channel) && isPairing && <Pairing id={id} onEnd={() => setPairing(false)} />}
      {!isLost(channel) && !isPairing && <LiveChannel channel={channel} />}
    </li>
  );
}

/** The way back, where there is one, and out of the list. @param onReconnect when a phone may have to see a code */
function LostChannel({ channel, onReconnect }: { channel: Channel; onReconnect: () => void }) {
  const { id, platform } = channel;
  const act = useChange(['/messaging', '/dashboard']);
  return (
    <>
      {platform === 'telegram' && (
        <details className="fold">
          <summary>Connect again with the bot&apos;s token</summary>
          <BotToken />
        </details>
      )}
      <Problem error={act.error} />
      <div className="row">
        {platform === 'whatsapp' && (
          <Button
            look="main"
            busy={act.isPending}
            onClick={() => {
              onReconnect();
              act.mutate({ method: 'POST', path: `/messaging/channels/${id}/reconnect` });
            }}
          >
            Connect again
          </Button>
        )}
        <Button
          busy={act.isPending}
          onClick={() => act.mutate({ method: 'DELETE', path: `/messaging/channels/${id}` })}
        >
          Take it off the list
        </Button>
      </div>
    </>
  );
}

function LiveChannel({ channel }: { channel: Channel }) {
  const { id, platform, displayName } = channel;
  const unlink = useChange(['/messaging', '/dashboard']);
  return (
    <>
      {platform === 'webhook' && <WebhookChannel channel={channel} />}
      <div className="row">
        {platform === 'webhook' && <WebhookSecret channel={channel} />}
        <Confirm
          label="Unlink"
          title={`Unlink ${displayName || PLATFORMS[platform]}?`}
          yes="Unlink"
          busy={unlink.isPending}
          error={unlink.error}
          isDone={unlink.isSuccess}
          onYes={() => unlink.mutate({ method: 'DELETE', path: `/messaging/channels/${id}` })}
        >
          Buyers who write there will get no answer. You can still read the conversations.
        </Confirm>
      </div>
    </>
  );
}
