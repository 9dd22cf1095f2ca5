import { Controller, Get, Res } from '@nestjs/common';
import { ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { WithoutDatabase } from '../database/database.guard.js';
import { Public } from '../access/public.decorator.js';
import { HealthDto, LivenessDto, ReadinessDto } from './health.dto.js';
import { HealthService } from './health.service.js';

/** For load balancers and operators. */
@ApiTags('Health')
@Public()
@WithoutDatabase()
@Controller('health')
export class HealthController {
  constructor(private readonly health: HealthService) {}

  /** The state of the app and of what it needs; 503 when the database cannot be reached or written to. */
  @ApiServiceUnavailableResponse({ type: HealthDto })
  @Get()
  async overall(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthDto> {
    const health = await this.health.check();
    if (health.status === 'unhealthy') reply.status(503);
    return health;
  }

  /** Whether requests should be sent here: 503 while the database cannot be reached or written to. */
  @ApiServiceUnavailableResponse({ type: ReadinessDto })
  @Get('ready')
  async readiness(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadinessDto> {
    const { checks } = await this.health.check();
    if (checks.database === 'ok') return { status: 'ready' };
    reply.status(503);
    return { status: 'not_ready' };
  }

  /** Whether the process runs at all; asks nothing else. */
  @Get('live')
  liveness(): LivenessDto {
    return { status: 'alive' };
  }
}
