/** The stand-ins: loopback twins of the outside systems, for demo, development and tests. Never part of production. */
export * from './anthropic/index.js';
export * from './etsy/index.js';
export { type Standins, type StandinsOptions, startStandins } from './start-standins.js';
export * from './telegram/index.js';
export * from './whatsapp/index.js';
