/** What the stand-ins' front door shows of Telegram's stand-in. */
export type { RecordedCall } from './recorded-call.js';
export type { BotRef, TelegramActivity } from './bots.js';
export type { Fault as TelegramFault } from './faults.js';
export { PersonPhone, type SentByPerson, type SentFile } from './person-phone.js';
export type {
  ChatMessage,
  Person,
  TextEntity,
  Update as TelegramStandinUpdate,
} from './telegram-state.js';
export { TelegramStandin, type TelegramStandinOptions } from './telegram.standin.js';
export { type StandinBot, TelegramWorld } from './telegram-world.js';
export type { DeliveryAttempt } from './webhook-courier.js';
