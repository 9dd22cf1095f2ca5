/**
 * Feeds an open stream from the activity log: woken by Redis, read from Postgres by position, so nothing is missed or
 * sent twice whichever API instance the reader is on. Without Redis it looks every two seconds.
 */
import { Injectable, Logger } from '@nestjs/common';
import { z } from 'zod';
import { EventLogService, eventsChannel } from '#features/agents';
import type { Id } from '#platform/ids';
import { PubSub } from '#platform/redis';
import type { EventStream } from '../streams/sse.js';
import { presentStreamed } from './present-agent.js';

const LOOK_ANYWAY_MS = 2_000;
const BATCH = 200;

const wakeUp = z.discriminatedUnion('type', [
  z.object({ type: z.literal('stored') }),
  z.object({
    type: z.literal('text.delta'),
    conversationId: z.string(),
    runId: z.string(),
    text: z.string(),
  }),
]);

@Injectable()
export class AgentEventStream {
  private readonly logger = new Logger(AgentEventStream.name);

  constructor(
    private readonly events: EventLogService,
    private readonly pubSub: PubSub,
  ) {}

  /** Position behind which a stream begins: that of the last event seen, else now. */
  async startOf(agentId: Id<'agt'>, lastEventId: unknown): Promise<number> {
    const seen =
      typeof lastEventId === 'string' ? await this.events.positionOf(agentId, lastEventId) : null;
    return seen ?? this.events.lastPosition(agentId);
  }

  /** Sends everything behind `position` until the stream closes. */
  follow(stream: EventStream, agentId: Id<'agt'>, position: number): void {
    let at = position;
    let reading: Promise<void> | null = null;
    let again = false;
    const read = async (): Promise<void> => {
      do {
        again = false;
        const batch = await this.events.listAfter(agentId, at, BATCH);
        for (const event of batch) {
          if (!stream.send(presentStreamed(event))) return;
          at = event.seq;
        }
        again ||= batch.length === BATCH;
      } while (again && !stream.signal.aborted);
    };
    const look = (): void => {
      if (reading) {
        again = true;
        return;
      }
      reading = read()
        .catch((error: unknown) =>
          this.logger.warn({ agentId, error: String(error) }, 'events could not be read'),
        )
        .finally(() => {
          reading = null;
        });
    };
    const unsubscribe = this.pubSub.subscribe(eventsChannel(agentId), (payload) => {
      const message = wakeUp.safeParse(payload);
      if (!message.success || message.data.type === 'stored') return look();
      const { type, ...delta } = message.data;
      stream.send({ event: type, data: { type, ...delta } });
    });
    const timer = setInterval(look, LOOK_ANYWAY_MS);
    stream.signal.addEventListener('abort', () => {
      clearInterval(timer);
      unsubscribe();
    });
    look();
  }
}
