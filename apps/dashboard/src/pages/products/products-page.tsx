import { Link } from '@tanstack/react-router';
import { useDeferredValue, useState } from 'react';
import type { Product } from '../../api/contract.js';
import { useRead } from '../../api/use-api.js';
import { Button, Empty, Loading, PageHead, Problem } from '../../ui/parts.js';
import { count } from '../../ui/words.js';
import { ProductCard } from './product-card.js';
import { SyncBar } from './sync-bar.js';

const PAGE = 48;

interface Products {
  products: Product[];
  total: number;
  /** false: there are more than `total`; nobody counted to the end. */
  totalIsExact: boolean;
}

/** "1,000" or, where nobody counted to the end, "more than 1,000". */
function totalWords({ total, totalIsExact }: Products): string {
  return totalIsExact ? total.toLocaleString() : `more than ${total.toLocaleString()}`;
}

/** Whether there is a page behind the one that begins at `offset`. */
function hasNext({ products, total, totalIsExact }: Products, offset: number): boolean {
  return totalIsExact ? offset + PAGE < total : products.length === PAGE;
}

/** What the agent answers from. */
export function Page() {
  const [search, setSearch] = useState('');
  const [stock, setStock] = useState('');
  const [state, setState] = useState('');
  const [offset, setOffset] = useState(0);
  const query = { search: useDeferredValue(search.trim()), stock, state, limit: PAGE, offset };
  const { data, error, isPending, refetch } = useRead<Products>('/products', { query });
  /** From the end of one page to the beginning of another. */
  const turnTo = (next: number): void => {
    setOffset(next);
    window.scrollTo({ top: 0 });
  };
  const narrow = (change: (value: string) => void) => (event: { target: { value: string } }) => {
    change(event.target.value);
    setOffset(0);
  };
  return (
    <>
      <PageHead title="Products" about="Your agent answers from these, as Etsy has them." />
      <SyncBar />
      <div className="filters wide">
        <input
          type="search"
          aria-label="Search products"
          placeholder="Search words, a listing number or an article number"
          value={search}
          maxLength={200}
          onChange={narrow(setSearch)}
        />
        <select aria-label="Stock" value={stock} onChange={narrow(setStock)}>
          <option value="">Any stock</option>
          <option value="in">In stock</option>
          <option value="low">Low stock</option>
          <option value="out">Sold out</option>
        </select>
        <select aria-label="State" value={state} onChange={narrow(setState)}>
          <option value="">Any state</option>
          <option value="active">On sale</option>
          <option value="draft">Draft</option>
          <option value="inactive">Taken down</option>
          <option value="sold_out">Sold out</option>
          <option value="expired">Expired</option>
          <option value="private">For one buyer only</option>
        </select>
      </div>
      <Problem error={error} retry={() => void refetch()} />
      {isPending && <Loading what="your products" />}
      {data && (
        <Results data={data} isFiltered={search + stock + state !== ''} isFirst={offset === 0} />
      )}
      {data && data.total > PAGE && (
        <nav className="row pager" aria-label="More products">
          <Button disabled={offset === 0} onClick={() => turnTo(offset - PAGE)}>
            Back
          </Button>
          <span>
            {offset + 1}–{offset + Math.max(1, data.products.length)} of {totalWords(data)}
          </span>
          <Button disabled={!hasNext(data, offset)} onClick={() => turnTo(offset + PAGE)}>
            Next
          </Button>
        </nav>
      )}
    </>
  );
}

function Results(props: { data: Products; isFiltered: boolean; isFirst: boolean }) {
  const { data, isFiltered, isFirst } = props;
  if (data.products.length === 0) {
    if (!isFirst) {
      return <Empty title="That was all">There are no more products behind these.</Empty>;
    }
    return isFiltered ? (
      <Empty title="Nothing fits">Try fewer or other words.</Empty>
    ) : (
      <Empty title="No products yet" action={<Link to="/start">Go to the first steps</Link>}>
        They come from your shop as soon as it is connected.
      </Empty>
    );
  }
  return (
    <>
      <p className="hint" role="status">
        {data.totalIsExact ? count(data.total, 'product') : `${totalWords(data)} products`}
      </p>
      <ul className="products">
        {data.products.map((product) => (
          <li key={product.id}>
            <ProductCard product={product} />
          </li>
        ))}
      </ul>
    </>
  );
}
