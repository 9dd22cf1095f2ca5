import { Link } from '@tanstack/react-router';
import type { Channel, ShopConnection } from '../../api/contract.js';
import { useRead } from '../../api/use-api.js';
import { Note } from '../../ui/parts.js';
import { PLATFORMS } from '../../ui/words.js';
import { isLost } from '../channels/lost-channel.js';
import { ShopTrouble } from '../products/shop-trouble.js';

/** What keeps the agent from its work until the seller does something about it; above everything else. */
export function Attention({ shop }: { shop: ShopConnection | null }) {
  const { data } = useRead<{ channels: Channel[] }>('/messaging/channels');
  return (
    <>
      {shop && <ShopTrouble shop={shop} />}
      {data?.channels.filter(isLost).map(({ id, platform, displayName, lastError }) => (
        <Note key={id} tone="warn">
          {displayName || PLATFORMS[platform]} is not connected. {lastError}{' '}
          <Link to="/channels">Go to the channels</Link>
        </Note>
      ))}
    </>
  );
}
