import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { QuotaGovernor } from '#features/etsy';
import { QuotaDto } from './etsy.dto.js';

/** The budget of requests to Etsy. */
@ApiTags('Etsy')
@Controller('etsy/quota')
export class EtsyQuotaController {
  constructor(private readonly governor: QuotaGovernor) {}

  /** What is left today, and why a sync may wait. */
  @Get()
  async quota(): Promise<QuotaDto> {
    const state = await this.governor.state();
    const backgroundPaused = state.remainingToday <= state.reserved || state.blockedUntil !== null;
    return { ...state, backgroundPaused };
  }
}
