export { ID_PREFIXES, type Id, type IdPrefix } from './id-prefixes.js';
export { idSchema, isId, newId } from './id.js';
