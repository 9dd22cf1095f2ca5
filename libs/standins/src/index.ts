/** The stand-ins: loopback twins of the outside systems, for demo, development and tests. Never part of production. */
export * from './telegram/index.js';
export * from './etsy/index.js';
