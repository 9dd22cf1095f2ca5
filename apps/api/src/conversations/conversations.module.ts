import { Module } from '@nestjs/common';
import { AgentsModule } from '#features/agents';
import { MessagingModule } from '#features/messaging';
import { HttpModule } from '../http/http.module.js';
import { ConversationDeskController } from './conversation-desk.controller.js';
import { ConversationsController } from './conversations.controller.js';
import { MediaController } from './media.controller.js';

/** Everything under /conversations. */
@Module({
  imports: [AgentsModule, HttpModule, MessagingModule],
  controllers: [ConversationsController, ConversationDeskController, MediaController],
})
export class ConversationsApiModule {}
