export type { WhatsappFaults } from './faults.js';
export type { StandinEvent as WhatsappStandinEvent } from './hub.js';
export type { HistoryChat as WhatsappHistoryChat } from './phone/history.js';
export type { SendOptions as WhatsappSendOptions } from './phone/phone.js';
export { STANDIN_ROOT_KEY_HEX as WHATSAPP_STANDIN_ROOT_KEY } from './server/certificates.js';
export type { ChatLine as WhatsappChatLine } from './state.js';
export { WhatsappStandin, type WhatsappStandinOptions } from './whatsapp.standin.js';
