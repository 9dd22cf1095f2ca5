export { AuthSessionEntity } from './auth-session.entity.js';
export { SellerEntity } from './seller.entity.js';
