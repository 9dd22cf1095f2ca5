import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { SellerIdentity } from '#features/auth';
import { CurrentSeller } from '../access/current-seller.decorator.js';
import { DayFiguresDto, OverviewDto } from './dashboard.dto.js';
import { FiguresService } from './figures.service.js';
import { OverviewService } from './overview.service.js';

/** Numbers for the dashboard. */
@ApiTags('Dashboard')
@Controller('dashboard')
export class DashboardController {
  constructor(
    private readonly overviews: OverviewService,
    private readonly figures: FiguresService,
  ) {}

  /** What happened in the shop; every part is null or zero until it exists. */
  @Get('overview')
  async overview(@CurrentSeller() seller: SellerIdentity): Promise<OverviewDto> {
    return this.overviews.of(seller.sellerId);
  }

  /** Buyers' messages of the last 24 hours in numbers, by the hour, with what they cost. */
  @Get('figures')
  async dayFigures(@CurrentSeller() seller: SellerIdentity): Promise<DayFiguresDto> {
    return this.figures.of(seller.sellerId);
  }
}
