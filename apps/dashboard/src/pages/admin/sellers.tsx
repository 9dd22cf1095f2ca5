import { useDeferredValue, useState } from 'react';
import type { Seller } from '../../api/contract.js';
import { useChange, useRead } from '../../api/use-api.js';
import { Badge, Button, Card, Problem } from '../../ui/parts.js';

const PATH = '/admin/sellers';

export function Sellers() {
  const [search, setSearch] = useState('');
  const { data, error } = useRead<{ sellers: Seller[] }>(PATH, {
    query: { search: useDeferredValue(search.trim()) },
  });
  return (
    <Card title="Sellers">
      <input
        type="search"
        aria-label="Find a seller"
        placeholder="E-mail or name"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <Problem error={error} />
      <ul className="plain-list">
        {data?.sellers.map((seller) => (
          <SellerItem key={seller.id} seller={seller} />
        ))}
      </ul>
    </Card>
  );
}

function SellerItem({ seller }: { seller: Seller }) {
  const { id, name, email, status, plan } = seller;
  const change = useChange([PATH]);
  const post = (what: string, body?: unknown): void =>
    change.mutate({ method: 'POST', path: `${PATH}/${id}/${what}`, body });
  const isActive = status === 'active';
  const otherPlan = plan === 'free' ? 'pro' : 'free';
  return (
    <li>
      <div className="row spread">
        <span>
          <strong>{name}</strong> {email} <span className="hint">{plan}</span>
        </span>
        <Badge tone={isActive ? 'good' : 'bad'}>{status}</Badge>
      </div>
      <div className="row">
        <Button
          look={isActive ? 'danger' : 'plain'}
          onClick={() => post(isActive ? 'suspend' : 'activate')}
        >
          {isActive ? 'Suspend' : 'Activate'}
        </Button>
        <Button onClick={() => post('plan', { plan: otherPlan })}>Move to {otherPlan}</Button>
        <Button onClick={() => post('sign-out')}>Sign out everywhere</Button>
      </div>
      <Problem error={change.error} />
    </li>
  );
}
