import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { type AdminIdentity, SellerAdministration, sellerNotFound } from '#features/auth';
import type { Id } from '#platform/ids';
import { SignedOutDto } from '../auth/account.dto.js';
import { originOf } from '../auth/origin.js';
import {
  AdminSellerOneDto,
  AdminSellersDto,
  PlanDto,
  ReasonDto,
  SellersQueryDto,
} from './admin.dto.js';
import { AdminsOnly, CurrentAdmin } from './admin.guard.js';
import { HouseViewRepository } from './house-view.repository.js';
import { byId, pageOf } from '../http/page-of.js';

/** Accounts. Every act is a line of the audit log. */
@ApiTags('Administration')
@AdminsOnly()
@Controller('admin/sellers')
export class AdminSellersController {
  constructor(
    private readonly view: HouseViewRepository,
    private readonly administration: SellerAdministration,
  ) {}

  /** Finds accounts, newest first. */
  @Get()
  async list(@Query() query: SellersQueryDto): Promise<AdminSellersDto> {
    const { search, status, before, limit } = query;
    const read = await this.view.listSellersAcrossSellers({
      search: search === undefined || search === '' ? null : search,
      status: status ?? null,
      before: before ?? null,
      limit: limit + 1,
    });
    const { page: sellers, next } = pageOf(read, limit, byId);
    return { sellers, next };
  }

  /** One account. */
  @Get(':id')
  async one(@Param('id') id: string): Promise<AdminSellerOneDto> {
    const seller = await this.view.findSeller(id);
    if (!seller) throw sellerNotFound();
    return { seller };
  }

  /** Ends all access within a second, and the agent's answers; nothing is deleted. */
  @Post(':id/suspend')
  @HttpCode(200)
  async suspend(
    @CurrentAdmin() admin: AdminIdentity,
    @Param('id') id: Id<'sel'>,
    @Body() body: ReasonDto,
    @Req() request: FastifyRequest,
  ): Promise<AdminSellerOneDto> {
    await this.administration.suspend(admin, id, body.reason, originOf(request));
    return this.one(id);
  }

  /** Undoes a suspension. */
  @Post(':id/activate')
  @HttpCode(200)
  async activate(
    @CurrentAdmin() admin: AdminIdentity,
    @Param('id') id: Id<'sel'>,
    @Req() request: FastifyRequest,
  ): Promise<AdminSellerOneDto> {
    await this.administration.activate(admin, id, originOf(request));
    return this.one(id);
  }

  /** Sets the plan. */
  @Post(':id/plan')
  @HttpCode(200)
  async plan(
    @CurrentAdmin() admin: AdminIdentity,
    @Param('id') id: Id<'sel'>,
    @Body() body: PlanDto,
    @Req() request: FastifyRequest,
  ): Promise<AdminSellerOneDto> {
    await this.administration.setPlan(admin, id, body.plan, originOf(request));
    return this.one(id);
  }

  /** Ends every session of the seller. */
  @Post(':id/sign-out')
  @HttpCode(200)
  async signOut(
    @CurrentAdmin() admin: AdminIdentity,
    @Param('id') id: Id<'sel'>,
    @Req() request: FastifyRequest,
  ): Promise<SignedOutDto> {
    const ended = await this.administration.signOut(admin, id, originOf(request));
    return { success: true, ended };
  }

  /** Takes the second factor away from an owner who cannot sign in with it, and tells them by mail. 409 `auth.totp_off`. */
  @Post(':id/remove-second-factor')
  @HttpCode(200)
  async removeSecondFactor(
    @CurrentAdmin() admin: AdminIdentity,
    @Param('id') id: Id<'sel'>,
    @Body() body: ReasonDto,
    @Req() request: FastifyRequest,
  ): Promise<AdminSellerOneDto> {
    await this.administration.removeSecondFactor(admin, id, body.reason, originOf(request));
    return this.one(id);
  }
}
