/** Feeds an open stream with a channel's state: woken by Redis, read from Postgres; without Redis it looks every 2 s. */
import { Injectable, Logger } from '@nestjs/common';
import { channelTopic, ChannelsService } from '#features/messaging';
import type { Id } from '#platform/ids';
import { PubSub } from '#platform/redis';
import type { EventStream } from '../streams/sse.js';
import { presentView } from './present-channel.js';

const LOOK_ANYWAY_MS = 2_000;

@Injectable()
export class ChannelStream {
  private readonly logger = new Logger(ChannelStream.name);

  constructor(
    private readonly channels: ChannelsService,
    private readonly pubSub: PubSub,
  ) {}

  /** Sends the state now and whenever it differs, until the stream closes. */
  follow(stream: EventStream, sellerId: Id<'sel'>, id: string): void {
    let last = '';
    const look = async (): Promise<void> => {
      try {
        const data = presentView(await this.channels.view(sellerId, id));
        const text = JSON.stringify(data);
        if (text === last) return;
        last = text;
        stream.send({ event: 'channel', data });
      } catch (error) {
        this.logger.warn({ channelId: id, error: String(error) }, 'a channel could not be read');
      }
    };
    const unsubscribe = this.pubSub.subscribe(channelTopic(id), () => void look());
    const timer = setInterval(() => void look(), LOOK_ANYWAY_MS);
    stream.signal.addEventListener('abort', () => {
      clearInterval(timer);
      unsubscribe();
    });
    void look();
  }
}
