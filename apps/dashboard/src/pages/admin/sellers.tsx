import { type FormEvent, useDeferredValue, useState } from 'react';
import type { AdminSeller, Paged } from '../../api/contract.js';
import { useChange } from '../../api/use-api.js';
import { Dialog } from '../../ui/dialog.js';
import { formText } from '../../ui/form-text.js';
import { Badge, Button, Card, Field, Note, Problem } from '../../ui/parts.js';
import { count, timeAgo } from '../../ui/words.js';
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
          <Suspend seller={seller} />
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
      </div>
      {signOut.data && <Note tone="good">{count(signOut.data.ended, 'session')} ended.</Note>}
      <Problem error={change.error ?? signOut.error} />
    </li>
  );
}

/** Asks why; the reason stands in the audit log. */
function Suspend({ seller }: { seller: AdminSeller }) {
  const [isOpen, setOpen] = useState(false);
  const change = useChange([PATH, '/admin/audit']);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const reason = formText(new FormData(event.currentTarget), 'reason');
    change.mutate({ method: 'POST', path: `${PATH}/${seller.id}/suspend`, body: { reason } });
  };
  return (
    <>
      <Button look="danger" onClick={() => setOpen(true)}>
        Suspend
      </Button>
      <Dialog title={`Suspend ${seller.email}?`} isOpen={isOpen} onClose={() => setOpen(false)}>
        <form onSubmit={submit}>
          <p>All access and the agent&apos;s answers end at once. Nothing is deleted.</p>
          <Field label="Why" hint="Stands in the audit log.">
            {(ids) => <input {...ids} name="reason" required maxLength={500} />}
          </Field>
          <Problem error={change.error} />
          <div className="row end">
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button type="submit" look="danger" busy={change.isPending}>
              Suspend
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}
