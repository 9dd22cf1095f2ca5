import type { ShopConnection } from '../../api/contract.js';
import { Note } from '../../ui/parts.js';
import { ConnectButton } from '../guide/connect-button.js';

/** As early as the mail that says it. */
const SOON_MS = 14 * 24 * 3_600_000;

/** What Etsy's grant needs of the seller: it is lost, or it will end; nothing while it is well. */
export function ShopTrouble({ shop }: { shop: ShopConnection }) {
  const { shopName, status, grantEndsAt } = shop;
  if (status === 'needs_reconnect') {
    return (
      <Note tone="warn">
        <p>
          Etsy no longer lets us read {shopName}: stock and prices may be old, and so may be what
          your agent says of them.
        </p>
        <ConnectButton words="Connect again" />
      </Note>
    );
  }
  if (Date.parse(grantEndsAt) > Date.now() + SOON_MS) return null;
  const day = new Date(grantEndsAt).toLocaleDateString([], { month: 'long', day: 'numeric' });
  return (
    <Note tone="warn">
      <p>
        Etsy lets us read {shopName} until {day}. Connect it again before that day.
      </p>
      <ConnectButton words="Connect again" />
    </Note>
  );
}
