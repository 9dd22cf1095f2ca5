import type { Paged, Undelivered } from '../../api/contract.js';
import { behind, usePages } from '../../api/use-pages.js';
import { Card, Problem } from '../../ui/parts.js';
import { ShowMore } from '../../ui/show-more.js';
import { UndeliveredList } from '../channels/undelivered-list.js';

interface UndeliveredPage extends Paged {
  deliveries: Undelivered[];
}

const deliveriesOf = ({ deliveries }: UndeliveredPage): Undelivered[] => deliveries;

/** Answers that did not reach the buyer, or perhaps not. Sent again only by the seller's hand. */
export function UndeliveredCard() {
  const pages = usePages('/messaging/undelivered', { itemsOf: deliveriesOf, nextOf: behind });
  const { items, error } = pages;
  if (!error && !items?.length) return null;
  return (
    <Card title="Not delivered" about="These answers may not have reached the buyer.">
      <Problem error={error} />
      {items && <UndeliveredList deliveries={items} />}
      <ShowMore pages={pages} />
    </Card>
  );
}
