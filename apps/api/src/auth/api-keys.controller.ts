import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiKeysService, type SellerIdentity } from '#features/auth';
import type { Id } from '#platform/ids';
import { CurrentSeller } from '../access/current-seller.decorator.js';
import { GivesKey } from '../access/proven-address.guard.js';
import { AuthRateLimit } from '../limits/rate-limit.decorator.js';
import { ApiKeyMadeDto, ApiKeysDto, NewApiKeyDto } from './account.dto.js';
import { DoneDto } from './auth.dto.js';
import { originOf } from './origin.js';

/** Keys for the seller's own programs: `Authorization: Bearer ifa_…` at /mcp. */
@ApiTags('Account')
@Controller('auth/api-keys')
export class ApiKeysController {
  constructor(private readonly apiKeys: ApiKeysService) {}

  /** All keys, newest first, without their text. */
  @Get()
  async list(@CurrentSeller() seller: SellerIdentity): Promise<ApiKeysDto> {
    return { apiKeys: await this.apiKeys.list(seller.sellerId) };
  }

  /** Makes a key and shows it this once. 403 `auth.email_not_verified`; 409 `auth.too_many_api_keys`. */
  @GivesKey()
  @AuthRateLimit()
  @Post()
  @HttpCode(200)
  async create(
    @CurrentSeller() seller: SellerIdentity,
    @Body() body: NewApiKeyDto,
    @Req() request: FastifyRequest,
  ): Promise<ApiKeyMadeDto> {
    const { name, scopes, lifetimeDays = null } = body;
    const input = { name, scopes, lifetimeDays };
    return this.apiKeys.create(seller, input, originOf(request));
  }

  /** Deletes a key; it ends at once. */
  @Delete(':id')
  async delete(
    @CurrentSeller() seller: SellerIdentity,
    @Param('id') id: Id<'key'>,
    @Req() request: FastifyRequest,
  ): Promise<DoneDto> {
    await this.apiKeys.delete(seller.sellerId, id, originOf(request));
    return { success: true };
  }
}
