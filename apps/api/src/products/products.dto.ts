import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

/** Which products. */
export class ProductsQueryDto {
  /** Words of title, description or tags; a listing id or a SKU. */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  search?: string;

  /** Etsy's word. @example "active" */
  @IsOptional()
  @IsString()
  @MaxLength(40)
  state?: string;

  /** `in`: can be bought now; `low`: few are left; `out`: sold out. */
  @IsOptional()
  @IsIn(['in', 'low', 'out'])
  stock?: 'in' | 'low' | 'out';

  /** `relevance`: what can be bought first, then by match (or the newest, without a search). */
  @IsOptional()
  @IsIn(['relevance', 'title', 'price_asc', 'price_desc', 'stock_asc'])
  sort: 'relevance' | 'title' | 'price_asc' | 'price_desc' | 'stock_asc' = 'relevance';

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit: number = 50;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  offset: number = 0;
}

/** A picture of a listing. */
export class ProductImageDto {
  url: string;
  thumbnailUrl: string;
  altText: string | null;
}

/** A synced listing. */
export class ProductDto {
  /** @example "prod_01k9z3v5q2m7n8p4r6s0t1w2x3" */
  id: string;
  /** @example "1234567890" */
  etsyListingId: string;
  title: string;
  description: string;
  /** @example "24.99" */
  price: string;
  /** @example "USD" */
  currency: string;
  /** null: Etsy does not say. */
  quantity: number | null;
  /** Etsy's word (active, inactive, draft, sold_out, expired, or another); private: on sale for one buyer only. */
  state: string;
  tags: string[];
  images: ProductImageDto[];
  url: string;
  syncedAt: Date;
}

/** One combination of a listing's options. */
export class ProductVariantDto {
  /** @example { "Color": "Blue" } */
  options: Record<string, string>;
  sku: string | null;
  price: string;
  quantity: number | null;
  available: boolean;
}

/** A listing with its variations. */
export class ProductDetailsDto extends ProductDto {
  skus: string[];
  variants: ProductVariantDto[];
}

/** One listing. */
export class ProductAnswerDto {
  product: ProductDetailsDto;
}

/** A page of listings. */
export class ProductsDto {
  products: ProductDto[];
  total: number;
  /** false: there are more than `total`; a word this common is not counted to its end. */
  totalIsExact: boolean;
  limit: number;
  offset: number;
}

/** A sync that is not done yet. */
export class RunningSyncDto {
  /** @example "syn_01k9z3v5q2m7n8p4r6s0t1w2x3" */
  id: string;
  status: 'running';
}

/** How a requested sync went. */
export class SyncAnswerDto {
  success: true;
  /** Listings seen; so far, if `sync` is there. */
  synced: number;
  /** Only when it takes longer than 20 s: it goes on by itself. */
  sync?: RunningSyncDto;
}
