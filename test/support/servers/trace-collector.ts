/** A collector of OpenTelemetry on loopback: whatever this process traces comes here, until it is ended. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { z } from 'zod';
import { startTracing } from '#platform/tracing';

const attribute = z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) });
const span = z.object({
  name: z.string(),
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  attributes: z.array(attribute),
  status: z.object({ message: z.string().optional() }),
});
const exported = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(attribute) }),
      scopeSpans: z.array(z.object({ spans: z.array(span) })),
    }),
  ),
});

export interface CollectedTraces {
  spans: z.output<typeof span>[];
  /** Of the process that they come from. */
  service: unknown;
  /** Everything that was sent, as it was sent. */
  text: string;
}

/** One at a time in a process. @returns ends the tracing and says what has come */
export async function collectTraces(): Promise<() => Promise<CollectedTraces>> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      bodies.push(body);
      response.end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const end = await startTracing('test', `http://127.0.0.1:${port}`);
  return async () => {
    await end();
    server.closeAllConnections();
    server.close();
    const batches = bodies.flatMap((body) => exported.parse(JSON.parse(body)).resourceSpans);
    const about = batches[0]?.resource.attributes ?? [];
    return {
      spans: batches.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
      service: about.find(({ key }) => key === 'service.name')?.value['stringValue'],
      text: bodies.join('\n'),
    };
  };
}
