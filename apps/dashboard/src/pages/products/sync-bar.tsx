import type { EtsyConnection, SyncState } from '../../api/contract.js';
import { useChange, useRead } from '../../api/use-api.js';
import { Button, Note, Problem } from '../../ui/parts.js';
import { timeAgo } from '../../ui/words.js';
import { DisconnectShop } from './disconnect-shop.js';
import { OrdersNote } from './orders-note.js';
import { QuotaLine } from './quota-line.js';
import { ShopTrouble } from './shop-trouble.js';
import { isSyncing, SyncProgress } from './sync-progress.js';

/** How fresh the products are, and reading them now. */
export function SyncBar() {
  const shop = useRead<{ connection: EtsyConnection | null }>('/etsy/oauth/connection');
  const state = useRead<SyncState>('/products/sync', { everyMs: 30_000 });
  const sync = useChange<{ synced: number }>(['/products', '/etsy', '/dashboard']);
  const connection = shop.data?.connection;
  if (!connection) return null;
  if (connection.status === 'needs_reconnect') {
    return (
      <>
        <ShopTrouble shop={connection} />
        <DisconnectShop shop={connection} />
      </>
    );
  }
  const partial = state.data?.sync?.partialStates ?? [];
  return (
    <section className="sync-bar" aria-label="How fresh the products are">
      <div className="row spread">
        <span>
          {connection.shopName}: read {timeAgo(connection.lastSyncAt)}
        </span>
        <span className="row">
          <Button
            busy={sync.isPending}
            onClick={() => sync.mutate({ method: 'POST', path: '/products/sync' })}
          >
            Read again now
          </Button>
          <DisconnectShop shop={connection} />
        </span>
      </div>
      <ShopTrouble shop={connection} />
      <OrdersNote shop={connection} />
      {(sync.isPending || isSyncing(state.data)) && <SyncProgress soFar={0} />}
      {sync.isSuccess && !isSyncing(state.data) && (
        <Note tone="good">Everything is up to date: {sync.data.synced} products read.</Note>
      )}
      {partial.length > 0 && (
        <Note tone="warn">
          Etsy does not list all of your {partial.join(' and ').replaceAll('_', ' ')} products, so
          some of them are missing here.
        </Note>
      )}
      <Problem error={sync.error} />
      <QuotaLine />
    </section>
  );
}
