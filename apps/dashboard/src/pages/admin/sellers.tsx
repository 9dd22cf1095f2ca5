import { useDeferredValue, useState } from 'react';
import type { AdminSeller, Paged } from '../../api/contract.js';
import { useChange } from '../../api/use-api.js';
import { Badge, Button, Card, Note, Problem } from '../../ui/parts.js';
import { count, timeAgo } from '../../ui/words.js';
import { ActWithReason } from './act-with-reason.js';
import { usePagedRead } from './paged-read.js';

const PATH = '/admin/sellers';

interface SellersPage extends Paged {
  sellers: AdminSeller[];
}

export function Sellers() {
  const [search, setSearch] = useState('');
  const [status, setStatus] = useState('');
  const list = usePagedRead<SellersPage>(PATH, {
    search: useDeferredValue(search.trim()),
    status,
  });
  const sellers = list.pages.flatMap((page) => page.sellers);
  return (
    <Card title="Sellers">
      <div className="filters">
        <input
          type="search"
          aria-label="Find a seller"
          placeholder="E-mail, name, shop or id"
          value={search}
          maxLength={200}
          onChange={(event) => setSearch(event.target.value)}
        />
        <select
          aria-label="Show only"
          value={status}
          onChange={(event) => setStatus(event.target.value)}
        >
          <option value="">All</option>
          <option value="active">Active</option>
          <option value="suspended">Suspended</option>
        </select>
      </div>
      <Problem error={list.error} />
      {!list.isPending && sellers.length === 0 && <p className="hint">Nobody fits.</p>}
      <ul className="plain-list">
        {sellers.map((seller) => (
          <SellerItem key={seller.id} seller={seller} />
        ))}
      </ul>
      {list.more && <Button onClick={list.more}>Show more</Button>}
    </Card>
  );
}

/** What is known of an account besides its name. */
function factsOf(seller: AdminSeller): string {
  const shop = seller.shopName ? `shop ${seller.shopName} (${seller.shopStatus})` : 'no shop';
  return [
    `${seller.plan} plan`,
    seller.emailVerified ? 'address confirmed' : 'address not confirmed',
    seller.totpEnabled ? 'two steps' : 'password only',
    shop,
    count(seller.channels, 'channel'),
    `seen ${timeAgo(seller.lastSeenAt)}`,
    `joined ${timeAgo(seller.createdAt)}`,
  ].join(' · ');
}

function SellerItem({ seller }: { seller: AdminSeller }) {
  const { id, name, email, status, plan } = seller;
  const change = useChange([PATH, '/admin/audit']);
  const signOut = useChange<{ ended: number }>(['/admin/audit']);
  const post = (what: string, body?: unknown): void =>
    change.mutate({ method: 'POST', path: `${PATH}/${id}/${what}`, body });
  const isActive = status === 'active';
  const otherPlan = plan === 'free' ? 'pro' : 'free';
  return (
    <li aria-label={email}>
      <div className="row spread">
        <span className="grow">
          <strong>{name}</strong> {email}
        </span>
        <Badge tone={isActive ? 'good' : 'bad'}>{isActive ? 'Active' : 'Suspended'}</Badge>
      </div>
      <p className="hint">{factsOf(seller)}</p>
      <div className="row">
        {isActive ? (
          <ActWithReason label="Suspend" title={`Suspend ${email}?`} path={`${PATH}/${id}/suspend`}>
            All access and the agent&apos;s answers end at once. Nothing is deleted.
          </ActWithReason>
        ) : (
          <Button busy={change.isPending} onClick={() => post('activate')}>
            Activate
          </Button>
        )}
        <Button busy={change.isPending} onClick={() => post('plan', { plan: otherPlan })}>
          Move to {otherPlan}
        </Button>
        <Button
          busy={signOut.isPending}
          onClick={() => signOut.mutate({ method: 'POST', path: `${PATH}/${id}/sign-out` })}
        >
          Sign out everywhere
        </Button>
        {seller.totpEnabled && (
          <ActWithReason
            label="Turn two steps off"
            title={`Turn two steps off for ${email}?`}
            path={`${PATH}/${id}/remove-second-factor`}
          >
            The password alone signs in then. Make sure first that it is really the owner who asks:
            they are told by mail.
          </ActWithReason>
        )}
      </div>
      {signOut.data && <Note tone="good">{count(signOut.data.ended, 'session')} ended.</Note>}
      <Problem error={change.error ?? signOut.error} />
    </li>
  );
}
