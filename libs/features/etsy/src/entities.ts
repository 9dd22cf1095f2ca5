export { EtsyConnectionEntity } from './connection/etsy-connection.entity.js';
export { EtsyOauthStateEntity } from './connection/etsy-oauth-state.entity.js';
export { OrderCheckEntity } from './orders/order-check.entity.js';
export { OrderEventEntity } from './orders/order-event.entity.js';
export { ProposalEntity } from './proposals/proposal.entity.js';
export { ShopNoticeEntity } from './notices/shop-notice.entity.js';
export { SyncRunEntity } from './sync/sync-run.entity.js';
export { SyncSeenEntity } from './sync/sync-seen.entity.js';
