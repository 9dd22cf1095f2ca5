import { Module } from '@nestjs/common';
import { AgentsModule } from '#features/agents';
import { EtsyModule } from '#features/etsy';
import { MessagingModule } from '#features/messaging';
import { ProductsModule } from '#features/products';
import { HttpModule } from '../http/http.module.js';
import { DashboardController } from './dashboard.controller.js';
import { FiguresService } from './figures.service.js';
import { OverviewService } from './overview.service.js';

/** GET /dashboard/overview and /dashboard/figures. */
@Module({
  imports: [AgentsModule, EtsyModule, HttpModule, MessagingModule, ProductsModule],
  controllers: [DashboardController],
  providers: [FiguresService, OverviewService],
})
export class DashboardApiModule {}
