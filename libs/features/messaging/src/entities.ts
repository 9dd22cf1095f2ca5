export { ChannelEntity } from './channel.entity.js';
export { ConversationEntity } from './conversation.entity.js';
export { DeliveryEntity } from './delivery.entity.js';
export { InboxMessageEntity } from './inbox-message.entity.js';
export { InboxMediaEntity } from './media/inbox-media.entity.js';
export { WaCredsEntity } from './whatsapp/wa-creds.entity.js';
export { WaInboundEntity } from './whatsapp/wa-inbound.entity.js';
export { WaKeyEntity } from './whatsapp/wa-key.entity.js';
