export { MetricsModule } from './metrics.module.js';
export { Metrics } from './metrics.service.js';
export { serveMetrics, type MetricsServer } from './serve-metrics.js';
