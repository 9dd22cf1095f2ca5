import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { SellerIdentity } from '#features/auth';
import { isOpen, SyncRequestsService, syncFailed } from '#features/etsy';
import { CatalogueService } from '#features/products';
import type { Id } from '#platform/ids';
import { CurrentSeller } from '../http/current-seller.decorator.js';
import { presentDetails, presentProduct } from './present-product.js';
import { ProductAnswerDto, ProductsDto, ProductsQueryDto, SyncAnswerDto } from './products.dto.js';

/** A caller of POST /products/sync waits so long at most; most shops are done by then. */
const SYNC_PATIENCE_MS = 20_000;

/** The synced catalogue. */
@ApiTags('Products')
@Controller('products')
export class ProductsController {
  constructor(
    private readonly catalogue: CatalogueService,
    private readonly syncs: SyncRequestsService,
  ) {}

  /** The catalogue, page by page; what can be sold comes first. */
  @Get()
  async list(
    @CurrentSeller() seller: SellerIdentity,
    @Query() query: ProductsQueryDto,
  ): Promise<ProductsDto> {
    const { limit, offset } = query;
    const { products, total } = await this.catalogue.list(seller.sellerId, {
      search: query.search ?? null,
      state: query.state ?? null,
      limit,
      offset,
    });
    return { products: products.map(presentProduct), total, limit, offset };
  }

  /** Brings the catalogue up to date. 400 `etsy.not_connected`, 409 `etsy.needs_reconnect`, 502 `etsy.sync_failed`. */
  @Post('sync')
  @HttpCode(200)
  async sync(@CurrentSeller() seller: SellerIdentity): Promise<SyncAnswerDto> {
    const requested = await this.syncs.request(seller.sellerId, 'manual');
    const run = await this.syncs.waitForEnd(requested, SYNC_PATIENCE_MS);
    if (isOpen(run)) {
      return { success: true, synced: run.seenCount, sync: { id: run.id, status: 'running' } };
    }
    if (run.status === 'completed') return { success: true, synced: run.seenCount };
    throw syncFailed(run.error);
  }

  /** One listing with its variations and pictures. */
  @Get(':id')
  async get(
    @CurrentSeller() seller: SellerIdentity,
    @Param('id') id: Id<'prod'>,
  ): Promise<ProductAnswerDto> {
    return { product: presentDetails(await this.catalogue.get(seller.sellerId, id)) };
  }
}
