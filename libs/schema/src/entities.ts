/** The one list of entities, in the order of the floors. */
import * as agents from '#entities/agents';
import * as auth from '#entities/auth';
import * as etsy from '#entities/etsy';
import * as messaging from '#entities/messaging';
import * as products from '#entities/products';

export const ENTITIES = [auth, products, etsy, messaging, agents].flatMap((feature) =>
  Object.values(feature),
);
