import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { SellerIdentity } from '#features/auth';
import { CatalogueService } from '#features/products';
import type { Id } from '#platform/ids';
import { CurrentSeller } from '../access/current-seller.decorator.js';
import { presentDetails, presentProduct } from './present-product.js';
import { ProductAnswerDto, ProductsDto, ProductsQueryDto } from './products.dto.js';

/** The synced catalogue. */
@ApiTags('Products')
@Controller('products')
export class ProductsController {
  constructor(private readonly catalogue: CatalogueService) {}

  /** The catalogue, page by page; what can be sold comes first. */
  @Get()
  async list(
    @CurrentSeller() seller: SellerIdentity,
    @Query() query: ProductsQueryDto,
  ): Promise<ProductsDto> {
    const { limit, offset } = query;
    const { products, total, totalIsExact } = await this.catalogue.list(seller.sellerId, {
      search: query.search ?? null,
      typing: true,
      state: query.state ?? null,
      stock: query.stock ?? null,
      maxPriceMinor: null,
      sort: query.sort,
      stockFirst: false,
      limit,
      offset,
    });
    return { products: products.map(presentProduct), total, totalIsExact, limit, offset };
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
