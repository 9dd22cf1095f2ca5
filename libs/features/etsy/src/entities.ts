export { EtsyConnectionEntity } from './etsy-connection.entity.js';
export { EtsyOauthStateEntity } from './etsy-oauth-state.entity.js';
export { SyncRunEntity } from './sync-run.entity.js';
export { SyncSeenEntity } from './sync-seen.entity.js';
