import { Module } from '@nestjs/common';
import { AgentsModule } from '#features/agents';
import { AuthModule } from '#features/auth';
import { EtsyModule } from '#features/etsy';
import { ClockModule } from '#platform/clock';
import { QueueModule } from '#platform/queue';
import { RedisModule } from '#platform/redis';
import { HttpModule } from '../http/http.module.js';
import { AdminCookie } from './admin-cookie.js';
import { AdminDoor } from './admin-door.service.js';
import { AdminHouseController } from './admin-house.controller.js';
import { AdminSellersController } from './admin-sellers.controller.js';
import { AdminSessionController } from './admin-session.controller.js';
import { DeadLetterReplay } from './dead-letter-replay.service.js';
import { HouseViewRepository } from './house-view.repository.js';
import { HouseView } from './house-view.service.js';
import { QueueBoard } from './queue-board.js';

/** Everything under /admin. */
@Module({
  imports: [
    AgentsModule,
    AuthModule,
    ClockModule,
    EtsyModule,
    HttpModule,
    QueueModule.forProducers(),
    RedisModule,
  ],
  controllers: [AdminSessionController, AdminSellersController, AdminHouseController],
  providers: [AdminCookie, AdminDoor, DeadLetterReplay, HouseView, HouseViewRepository, QueueBoard],
})
export class AdminApiModule {}
