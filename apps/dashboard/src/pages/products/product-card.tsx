import type { Product } from '../../api/contract.js';
import { Badge } from '../../ui/parts.js';
import { price, timeAgo, type Tone } from '../../ui/words.js';

const LOW_STOCK = 3;
const STATES: Record<string, string> = {
  draft: 'Draft',
  inactive: 'Taken down',
  sold_out: 'Sold out',
  expired: 'Expired',
  private: 'For one buyer only',
};

function stockOf({ quantity, state }: Product): { words: string; tone: Tone } {
  if (state !== 'active') return { words: STATES[state] ?? state, tone: 'quiet' };
  if (quantity === null) return { words: 'Stock not known', tone: 'quiet' };
  if (quantity === 0) return { words: 'Sold out', tone: 'bad' };
  if (quantity <= LOW_STOCK) return { words: `Only ${quantity} left`, tone: 'warn' };
  return { words: `${quantity} in stock`, tone: 'good' };
}

export function ProductCard({ product }: { product: Product }) {
  const [image] = product.images;
  const stock = stockOf(product);
  return (
    <article className="product">
      {image ? (
        <img src={image.thumbnailUrl} alt={image.altText ?? ''} loading="lazy" />
      ) : (
        <span className="no-picture">No picture</span>
      )}
      <div>
        <h2>
          <a href={product.url} target="_blank" rel="noreferrer">
            {product.title}
          </a>
        </h2>
        <p className="row">
          <strong>{price(product.price, product.currency)}</strong>
          <Badge tone={stock.tone}>{stock.words}</Badge>
        </p>
        <p className="hint">Checked {timeAgo(product.syncedAt)}</p>
      </div>
    </article>
  );
}
