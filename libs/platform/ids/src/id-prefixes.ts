/** Every kind of id in the system; the prefix says what an id names wherever it is seen (log, URL, table). */
export const ID_PREFIXES = [
  'sel', // seller
  'ses', // login session of a seller
  'etsy', // Etsy connection (shop)
  'prod', // product
  'agt', // agent
  'cnv', // conversation
  'inb', // inbox message
  'run', // agent run
  'evt', // agent event
  'chn', // messaging channel
  'out', // delivery
  'syn', // sync run
  'prp', // proposal
  'kno', // knowledge entry
  'adm', // admin
  'key', // API key
  'aud', // audit line
  'oas', // OAuth state
  'sol', // version of what an agent is told (SOUL.md)
  'cus', // custom request
  'req', // HTTP request
  'med', // media
  'tok', // mailed token
] as const;

/** The first part of an id. */
export type IdPrefix = (typeof ID_PREFIXES)[number];

/** An id of one kind: `prod_` and 26 characters. */
export type Id<P extends IdPrefix> = `${P}_${string}`;
