/** Routes of the tests' own, to see what the HTTP border makes of what handlers do. */
import { Body, Controller, Get, HttpCode, Module, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { EventStreams } from '../../../../apps/api/src/streams/event-streams.service.js';
import { HttpModule } from '../../../../apps/api/src/http/http.module.js';
import { Public } from '../../../../apps/api/src/access/public.decorator.js';

/** Throws, reads the database, and streams. */
@Controller('probe')
export class ProbeController {
  constructor(
    private readonly streams: EventStreams,
    private readonly dataSource: DataSource,
  ) {}

  @Public()
  @Get('crash')
  crash(): void {
    throw new TypeError('secret of the crash');
  }

  @Public()
  @Post('store')
  @HttpCode(200)
  async store(@Body() body: Record<string, unknown>): Promise<unknown> {
    return this.dataSource.query('select $1::text as stored', [body['text']]);
  }

  @Public()
  @Post('raw')
  @HttpCode(200)
  raw(@Req() request: FastifyRequest): { raw: string | null } {
    return { raw: request.rawBody?.toString('utf8') ?? null };
  }

  /** Sends where the client was, then stays open. */
  @Get('stream')
  stream(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const stream = this.streams.start(request, reply);
    stream.send({ id: 'evt_1', event: 'hello', data: { after: stream.lastEventId } });
  }
}

/** To be given to startTestApi(). */
@Module({ imports: [HttpModule], controllers: [ProbeController] })
export class ProbeModule {}
