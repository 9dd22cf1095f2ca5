/** A takeover stops the answer that is being written; without Redis the renewal of the lease notices it. */
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { idSchema } from '#platform/ids';
import { PubSub } from '#platform/redis';
import { STOP_TURNS_CHANNEL } from '../messaging-link.service.js';
import { TurnRunnerService } from './turn-runner.service.js';

const stopCall = z.object({ conversationId: idSchema('cnv') });

@Injectable()
export class TurnStopListener implements OnModuleInit, OnModuleDestroy {
  private unsubscribe: () => void = () => undefined;

  constructor(
    private readonly pubSub: PubSub,
    private readonly runner: TurnRunnerService,
  ) {}

  onModuleInit(): void {
    this.unsubscribe = this.pubSub.subscribe(STOP_TURNS_CHANNEL, (payload) => {
      const call = stopCall.safeParse(payload);
      if (call.success) this.runner.stop(call.data.conversationId);
    });
  }

  onModuleDestroy(): void {
    this.unsubscribe();
  }
}
