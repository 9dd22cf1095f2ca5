/** The select list of a Product from `products p left join catalogues c`. */
export const PRODUCT_COLUMNS = `p.id, p.seller_id, p.etsy_id, p.title, p.description, p.price_minor::float8 as price_minor, p.currency,
  p.quantity, p.state, p.tags, p.skus, p.images, p.variants, p.url,
  greatest(p.synced_at, c.confirmed_at) as synced_at`;
