import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { SellerIdentity } from '#features/auth';
import { ProposalsService } from '#features/etsy';
import type { Id } from '#platform/ids';
import { CurrentSeller } from '../access/current-seller.decorator.js';
import { presentProposal } from './present-proposal.js';
import { ProposalAnswerDto, ProposalsDto, ProposalsQueryDto } from './proposals.dto.js';

/** Changes of listings that wait for the seller's word. */
@ApiTags('Products')
@Controller('products/proposals')
export class ProposalsController {
  constructor(private readonly proposals: ProposalsService) {}

  /** Proposals, newest first. */
  @Get()
  async list(
    @CurrentSeller() seller: SellerIdentity,
    @Query() query: ProposalsQueryDto,
  ): Promise<ProposalsDto> {
    const { limit, offset } = query;
    const found = await this.proposals.list(seller.sellerId, {
      status: query.status ?? null,
      limit,
      offset,
    });
    return {
      proposals: found.proposals.map(presentProposal),
      total: found.total,
      limit,
      offset,
    };
  }

  /** One proposal with what it would change. */
  @Get(':id')
  async get(
    @CurrentSeller() seller: SellerIdentity,
    @Param('id') id: Id<'prp'>,
  ): Promise<ProposalAnswerDto> {
    return { proposal: presentProposal(await this.proposals.get(seller.sellerId, id)) };
  }

  /** Publishes it on Etsy, unless the listing has changed there meanwhile. 409 `proposals.not_pending`. */
  @Post(':id/approve')
  @HttpCode(200)
  async approve(
    @CurrentSeller() seller: SellerIdentity,
    @Param('id') id: Id<'prp'>,
  ): Promise<ProposalAnswerDto> {
    return { proposal: presentProposal(await this.proposals.approve(seller.sellerId, id)) };
  }

  /** Drops it. 409 `proposals.not_pending`. */
  @Post(':id/reject')
  @HttpCode(200)
  async reject(
    @CurrentSeller() seller: SellerIdentity,
    @Param('id') id: Id<'prp'>,
  ): Promise<ProposalAnswerDto> {
    return { proposal: presentProposal(await this.proposals.reject(seller.sellerId, id)) };
  }
}
