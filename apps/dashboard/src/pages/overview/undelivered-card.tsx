import type { Undelivered } from '../../api/contract.js';
import { useRead } from '../../api/use-api.js';
import { Card, Problem } from '../../ui/parts.js';
import { UndeliveredList } from '../channels/undelivered-list.js';

/** Answers that did not reach the buyer, or perhaps not. Sent again only by the seller's hand. */
export function UndeliveredCard() {
  const { data, error } = useRead<{ deliveries: Undelivered[] }>('/messaging/undelivered');
  if (!error && !data?.deliveries.length) return null;
  return (
    <Card title="Not delivered" about="These answers may not have reached the buyer.">
      <Problem error={error} />
      {data && <UndeliveredList deliveries={data.deliveries} />}
    </Card>
  );
}
