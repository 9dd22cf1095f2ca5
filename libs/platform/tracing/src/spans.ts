/**
 * Spans of what a process does, for OpenTelemetry. Without a collector (`OTEL_EXPORTER_OTLP_ENDPOINT`) all of it costs
 * nothing and tells nobody. Attributes are ids, counts and names: never words of a person, nor an error's message.
 */
import {
  type Attributes,
  type Context,
  context,
  type Span,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { AppError } from '#platform/errors';

export type { Span };
/** Asked for each time: it is another one once there is a collector. */
const tracer = (): Tracer => trace.getTracer('ifa');

/** What happens in `work`, also in what it waits for, lies within a span; one that throws is marked with its code. */
export async function inSpan<T>(
  name: string,
  attributes: Attributes,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  return tracer().startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: codeOf(error) });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Where this is called; for what is told later from elsewhere. */
export function activeContext(): Context {
  return context.active();
}

/** A span that its caller ends. @param startedAt milliseconds of the epoch; default now */
export function startSpanIn(
  parent: Context,
  name: string,
  attributes: Attributes,
  startedAt?: number,
): Span {
  const startTime = startedAt === undefined ? {} : { startTime: startedAt };
  return tracer().startSpan(name, { attributes, ...startTime }, parent);
}

/** What `work` starts lies within a span that goes on. */
export function within(span: Span, work: () => void): void {
  context.with(trace.setSpan(context.active(), span), work);
}

/** Messages of errors may hold what somebody wrote; their codes do not. */
function codeOf(error: unknown): string {
  if (error instanceof AppError) return error.code;
  return error instanceof Error ? error.name : 'unknown';
}
