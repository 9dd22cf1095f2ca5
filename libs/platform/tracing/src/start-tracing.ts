/** Sends the spans of this process to a collector, by OTLP over HTTP. What the standard calls OTEL_* is read by the SDK. */
import { context, diag, DiagLogLevel, trace } from '@opentelemetry/api';
import { Logger } from '@nestjs/common';
import { MINUTE_MS } from '#platform/clock';

/** A collector that is away costs the end of a process no more than this. */
const EXPORT_TIMEOUT_MS = 3_000;
const SAY_AGAIN_MS = 10 * MINUTE_MS;

/**
 * @param app what the collector calls this process, unless OTEL_SERVICE_NAME does
 * @param endpoint the collector, without `/v1/traces`; null: nothing is loaded, spans stay what they are without one
 * @returns sends what is left and ends; never rejects
 */
export async function startTracing(
  app: string,
  endpoint: string | null,
): Promise<() => Promise<void>> {
  if (endpoint === null) return () => Promise.resolve();
  const [sdk, { OTLPTraceExporter }, { AsyncLocalStorageContextManager }, resources] =
    await Promise.all([
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/context-async-hooks'),
      import('@opentelemetry/resources'),
    ]);
  diag.setLogger(new RareWarnings(), DiagLogLevel.WARN);
  const own = resources.resourceFromAttributes({ 'service.name': `ifa-${app}` });
  const given = resources.detectResources({
    detectors: [resources.resourceAttributesEnvDetector, resources.serviceNameEnvDetector],
  });
  const exporter = new OTLPTraceExporter({
    url: `${endpoint}/v1/traces`,
    timeoutMillis: EXPORT_TIMEOUT_MS,
  });
  const provider = new sdk.TracerProvider({
    resource: resources.defaultResource().merge(own).merge(given),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  return async () => {
    await provider.shutdown().catch(() => undefined);
    for (const part of [trace, context, diag]) part.disable();
  };
}

/** A collector that is away would fill the log with itself. */
class RareWarnings {
  private readonly logger = new Logger('Tracing');
  private saidAt = -Infinity;

  readonly error = (message: string): void => this.warn(message);

  readonly warn = (message: string): void => {
    const now = performance.now();
    if (now - this.saidAt < SAY_AGAIN_MS) return;
    this.saidAt = now;
    this.logger.warn(`spans do not reach the collector: ${reasonIn(message)}`);
  };

  info(): void {}
  debug(): void {}
  verbose(): void {}
}

/** The SDK tells an error as JSON, its stack included. */
function reasonIn(message: string): string {
  return /"message":"([^"]*)"/.exec(message)?.[1] ?? message;
}
