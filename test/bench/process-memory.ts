/** Memory of a process that was started with `--inspect`: garbage is collected first, so that what is read is held. */
import { z } from 'zod';

/** MB. */
export interface ProcessMemory {
  resident: number;
  /** What the heap and its buffers hold. */
  live: number;
}

const MB = 1024 * 1024;
const targets = z.array(z.object({ webSocketDebuggerUrl: z.url() })).min(1);
const evaluated = z.object({
  result: z.object({
    result: z.object({
      value: z.object({ rss: z.number(), heapUsed: z.number(), external: z.number() }),
    }),
  }),
});

/** @param port of its inspector, on 127.0.0.1 */
export async function memoryOf(port: number): Promise<ProcessMemory> {
  const list = await fetch(`http://127.0.0.1:${port}/json/list`);
  const [target] = targets.parse(await list.json());
  const socket = new WebSocket(target?.webSocketDebuggerUrl ?? '');
  await new Promise((open, fail) => {
    socket.addEventListener('open', open, { once: true });
    socket.addEventListener('error', fail, { once: true });
  });
  try {
    // Twice: what finalizers let go of goes with the second.
    await ask(socket, 1, 'HeapProfiler.collectGarbage', {});
    await ask(socket, 2, 'HeapProfiler.collectGarbage', {});
    const answer = await ask(socket, 3, 'Runtime.evaluate', {
      expression: 'process.memoryUsage()',
      returnByValue: true,
    });
    const { rss, heapUsed, external } = evaluated.parse(answer).result.result.value;
    return { resident: rss / MB, live: (heapUsed + external) / MB };
  } finally {
    socket.close();
  }
}

function ask(socket: WebSocket, id: number, method: string, params: object): Promise<unknown> {
  return new Promise((resolve) => {
    const onMessage = ({ data }: MessageEvent): void => {
      const answer: unknown = JSON.parse(String(data));
      if (typeof answer !== 'object' || answer === null || Reflect.get(answer, 'id') !== id) return;
      socket.removeEventListener('message', onMessage);
      resolve(answer);
    };
    socket.addEventListener('message', onMessage);
    socket.send(JSON.stringify({ id, method, params }));
  });
}
