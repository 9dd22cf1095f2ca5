import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { SellerIdentity } from '#features/auth';
import { CurrentSeller } from '../http/current-seller.decorator.js';
import { OverviewDto } from './dashboard.dto.js';
import { OverviewService } from './overview.service.js';

/** Numbers for the dashboard. */
@ApiTags('Dashboard')
@Controller('dashboard')
export class DashboardController {
  constructor(private readonly overviews: OverviewService) {}

  /** What happened in the shop; every part is null or zero until it exists. */
  @Get('overview')
  async overview(@CurrentSeller() seller: SellerIdentity): Promise<OverviewDto> {
    return this.overviews.of(seller.sellerId);
  }
}
