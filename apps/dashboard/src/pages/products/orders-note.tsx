import type { EtsyConnection } from '../../api/contract.js';
import { Note } from '../../ui/parts.js';
import { ConnectButton } from '../guide/connect-button.js';

/** Of a shop that was connected before buyers could be told of their orders. */
export function OrdersNote({ shop }: { shop: EtsyConnection }) {
  if (!shop.missingScopes.includes('transactions_r')) return null;
  return (
    <Note tone="quiet">
      <p>
        Your agent can tell buyers where their order is, once you have connected {shop.shopName}{' '}
        again: Etsy then asks you to let it read orders.
      </p>
      <ConnectButton words="Connect again" />
    </Note>
  );
}
