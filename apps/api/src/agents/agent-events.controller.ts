import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AgentsService, EventLogService } from '#features/agents';
import type { SellerIdentity } from '#features/auth';
import { AnswersWith } from '../openapi/answers-with.decorator.js';
import { CurrentSeller } from '../access/current-seller.decorator.js';
import { EventStreams } from '../streams/event-streams.service.js';
import { AgentEventStream } from './agent-event-stream.service.js';
import { EventsDto, EventsQueryDto } from './agents.dto.js';
import { presentEvent } from './present-agent.js';

/** What the agent did, as a list and as it happens. */
@ApiTags('Agents')
@Controller('agents/me/events')
export class AgentEventsController {
  constructor(
    private readonly agents: AgentsService,
    private readonly events: EventLogService,
    private readonly streams: EventStreams,
    private readonly reader: AgentEventStream,
  ) {}

  /** The activity log, newest first. */
  @Get()
  async list(
    @CurrentSeller() seller: SellerIdentity,
    @Query() query: EventsQueryDto,
  ): Promise<EventsDto> {
    const agent = await this.agents.get(seller.sellerId);
    const { limit, before } = query;
    const events = await this.events.list(agent.id, {
      limit,
      ...(before === undefined ? {} : { before }),
    });
    return { events: events.map(presentEvent) };
  }

  /**
   * The activity log as server-sent events. With Last-Event-ID it goes on behind that event, without gap or double;
   * without it begins now. `text.delta` events show an answer being written; they have no id and are not replayed.
   */
  @Get('stream')
  @AnswersWith('text/event-stream')
  async stream(
    @CurrentSeller() seller: SellerIdentity,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const agent = await this.agents.get(seller.sellerId);
    const position = await this.reader.startOf(agent.id, request.headers['last-event-id']);
    this.reader.follow(this.streams.start(request, reply), agent.id, position);
  }
}
