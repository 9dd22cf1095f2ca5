import type { ShopConnection } from '../../api/contract.js';
import { useChange } from '../../api/use-api.js';
import { Confirm } from '../../ui/confirm.js';

/** Lets go of the shop: to end it, or to connect another one. */
export function DisconnectShop({ shop }: { shop: ShopConnection }) {
  const { shopName } = shop;
  const disconnect = useChange(['/etsy', '/products', '/dashboard']);
  return (
    <Confirm
      label="Disconnect shop"
      title={`Disconnect ${shopName}?`}
      yes="Disconnect"
      busy={disconnect.isPending}
      error={disconnect.error}
      isDone={disconnect.isSuccess}
      onYes={() => disconnect.mutate({ method: 'DELETE', path: '/etsy/oauth/connection' })}
    >
      <p>
        We delete our access to Etsy and all we have read there: products, pictures, stock, prices.
        Your agent can then answer nothing about them until you connect this or another shop.
      </p>
      <p>
        Your agent, its settings, channels and conversations stay. On Etsy nothing changes; you can
        take IFA off the list of connected apps there too.
      </p>
    </Confirm>
  );
}
