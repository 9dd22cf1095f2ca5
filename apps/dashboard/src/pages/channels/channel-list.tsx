import type { Channel } from '../../api/contract.js';
import { useRead } from '../../api/use-api.js';
import { Card, Loading, Problem } from '../../ui/parts.js';
import { ChannelItem } from './channel-item.js';
import { isLost } from './lost-channel.js';

/** What is linked, and what was lost against the seller's wish. */
export function ChannelList() {
  const { data, error, isPending, refetch } = useRead<{ channels: Channel[] }>(
    '/messaging/channels',
  );
  const channels = data?.channels.filter(isShown) ?? [];
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

/** Where buyers write; the seller's own chat stands among the notifications, what they unlinked nowhere. */
function isShown(channel: Channel): boolean {
  return channel.purpose === 'bot' && (channel.status !== 'disconnected' || isLost(channel));
}
