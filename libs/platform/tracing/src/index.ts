export { activeContext, inSpan, startSpanIn, within, type Span } from './spans.js';
export { startTracing } from './start-tracing.js';
