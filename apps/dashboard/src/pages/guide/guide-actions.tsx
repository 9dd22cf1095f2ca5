import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { Overview, ShopConnection } from '../../api/contract.js';
import { useChange } from '../../api/use-api.js';
import { useMeta } from '../../shell/standin-banner.js';
import { Button, Note, Problem } from '../../ui/parts.js';
import { count } from '../../ui/words.js';
import { SyncProgress } from '../products/sync-progress.js';
import { ConnectButton } from './connect-button.js';

/** Leads to Etsy and back. */
export function ConnectShop({ shop }: { shop: ShopConnection | null }) {
  const meta = useMeta();
  const words = meta?.standins.etsy ? 'Connect a demo shop' : 'Connect my Etsy shop';
  if (shop?.status === 'active') return <Note tone="good">{shop.shopName} is connected.</Note>;
  return (
    <>
      {shop && (
        <Note tone="warn">
          Etsy no longer lets us read {shop.shopName}. Please connect it again.
        </Note>
      )}
      <ConnectButton words={words} />
    </>
  );
}

/** The first sync, which starts by itself when the shop is connected. */
export function WatchSync({ overview }: { overview: Overview }) {
  if (!overview.etsyConnection) return <p className="hint">First connect your shop.</p>;
  const { total } = overview.products;
  if (overview.etsyConnection.lastSyncAt) {
    return (
      <Note tone="good">
        {count(total, 'product')} read. <Link to="/products">Look at them</Link>
      </Note>
    );
  }
  return <SyncProgress soFar={total} />;
}

/** The agent is made as soon as the products are there; the button is for a second try. */
export function MakeAgent({ overview }: { overview: Overview }) {
  const make = useChange(['/agents/me', '/dashboard']);
  const isDue = overview.agent === null && overview.etsyConnection?.lastSyncAt != null;
  const hasAsked = useRef(false);
  const { mutate } = make;
  useEffect(() => {
    if (!isDue || hasAsked.current) return;
    hasAsked.current = true;
    mutate({ method: 'POST', path: '/agents/provision' });
  }, [isDue, mutate]);
  if (overview.agent) {
    return (
      <Note tone="good">
        {overview.agent.name} is ready. <Link to="/agent">Tell it how to speak</Link>
      </Note>
    );
  }
  if (!overview.etsyConnection) return <p className="hint">First connect your shop.</p>;
  return (
    <>
      <Problem error={make.error} />
      <Button
        look="main"
        busy={make.isPending}
        onClick={() => mutate({ method: 'POST', path: '/agents/provision' })}
      >
        Get my agent ready
      </Button>
    </>
  );
}
