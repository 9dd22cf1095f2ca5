/** The etsy and products features alone, on a database, a Redis and an Etsy stand-in of the test's own. */
import 'reflect-metadata';
import { type INestApplicationContext, Module, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import fastify from 'fastify';
import {
  EtsyConnectionsRepository,
  EtsyModule,
  ShopSyncService,
  SyncRequestsService,
  SyncRunsRepository,
  type SyncRunRow,
} from '#features/etsy';
import { ProductsModule } from '#features/products';
import { AppConfig, ConfigModule, parseEnvironment } from '#platform/config';
import { newId, type Id } from '#platform/ids';
import { dataSourceOptions } from '#schema';
import { EtsyStandin, type EtsyStandinOptions } from '#standins';
import { createTestDatabase, type TestDatabase } from '../../../support/servers/database.js';
import { testEnv } from '../../../support/apps/env.js';
import { testRedisUrl } from '../../../support/servers/redis.js';

export interface EtsyWorkshop {
  database: TestDatabase;
  etsy: EtsyStandin;
  config: AppConfig;
  /** A service of the first process. */
  get<T>(service: Type<T> | (abstract new (...args: never[]) => T)): T;
  /** One more process on the same database and Redis. */
  another(): Promise<INestApplicationContext>;
  /** A seller with a shop of the stand-in, connected. */
  aShop(shop?: ShopOrder): Promise<TestShop>;
  /** Requests a sync and works on it until it ends; waits are not waited for. */
  sync(sellerId: Id<'sel'>): Promise<SyncRunRow>;
  /** Goes on with the seller's open run until it ends. */
  workOff(sellerId: Id<'sel'>): Promise<SyncRunRow>;
  close(): Promise<void>;
}

export interface ShopOrder {
  listings?: number;
  states?: Record<string, number>;
  scopes?: string[];
}

export interface TestShop {
  sellerId: Id<'sel'>;
  shopId: number;
}

/** Told, so that the governor's pace does not decide how long the tests take. */
const FAST = { perSecond: 1_000, perDay: 10_000_000, enforced: false };
const SCOPES = ['shops_r', 'listings_r', 'listings_w'];

export async function startWorkshop(
  options: { env?: NodeJS.ProcessEnv; etsy?: EtsyStandinOptions; redisUrl?: string } = {},
): Promise<EtsyWorkshop> {
  const database = await createTestDatabase();
  const etsy = new EtsyStandin({ limits: FAST, ...options.etsy });
  const server = fastify({ forceCloseConnections: true });
  await etsy.register(server);
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  const config = parseEnvironment(
    testEnv({
      databaseUrl: database.url,
      redisUrl: options.redisUrl ?? testRedisUrl(),
      env: {
        ETSY_API_URL: `${url}/etsy/v3`,
        ETSY_OAUTH_URL: `${url}/etsy/oauth/connect`,
        ...options.env,
      },
    }),
  );
  const apps: INestApplicationContext[] = [];
  const another = async (): Promise<INestApplicationContext> => {
    const app = await startProcess(config);
    apps.push(app);
    return app;
  };
  const app = await another();
  const workOff = async (sellerId: Id<'sel'>): Promise<SyncRunRow> =>
    workOffRun(app, database, sellerId);
  return {
    database,
    etsy,
    config,
    get: (service) => app.get(service, { strict: false }),
    another,
    aShop: async (order = {}) => connectedShop(app, database, etsy, order),
    sync: async (sellerId) => {
      await app.get(SyncRequestsService).request(sellerId, 'manual');
      return workOff(sellerId);
    },
    workOff,
    close: async () => {
      await Promise.all(apps.map((one) => one.close()));
      await server.close();
      await database.close();
    },
  };
}

async function startProcess(config: AppConfig): Promise<INestApplicationContext> {
  @Module({
    imports: [
      TypeOrmModule.forRoot(dataSourceOptions(config.databaseUrl, { poolSize: 4 })),
      ConfigModule,
      EtsyModule,
      ProductsModule,
    ],
  })
  class WorkshopModule {}
  const testing = await Test.createTestingModule({ imports: [WorkshopModule] })
    .overrideProvider(AppConfig)
    .useValue(config)
    .compile();
  testing.useLogger(false);
  return testing.init();
}

let sellers = 0;

async function connectedShop(
  app: INestApplicationContext,
  database: TestDatabase,
  etsy: EtsyStandin,
  order: ShopOrder,
): Promise<TestShop> {
  sellers += 1;
  const sellerId = newId('sel');
  await database.dataSource.query(
    `insert into sellers (id, email, password_hash, name) values ($1, $2, 'none', 'Shop Owner')`,
    [sellerId, `${sellerId}@example.com`],
  );
  const { shopId, name } = etsy.addShop({
    name: `Shop${sellers}`,
    listings: order.listings ?? 60,
    ...(order.states ? { states: order.states } : {}),
  });
  const scopes = order.scopes ?? SCOPES;
  const tokens = etsy.grant(shopId, { scopes, clientId: 'standin-keystring' });
  await app.get(EtsyConnectionsRepository).save(sellerId, {
    shopId: String(shopId),
    shopName: name,
    shop: {},
    etsyUserId: String(etsy.world.shop(shopId).userId),
    scopes,
    tokens: {
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token,
      expiresInSeconds: tokens.expires_in,
      etsyUserId: etsy.world.shop(shopId).userId,
    },
  });
  return { sellerId, shopId };
}

async function workOffRun(
  app: INestApplicationContext,
  database: TestDatabase,
  sellerId: Id<'sel'>,
): Promise<SyncRunRow> {
  const runs = app.get(SyncRunsRepository);
  for (;;) {
    const run = await runs.findLatest(sellerId);
    if (!run) throw new Error('no sync was requested');
    if (run.finishedAt) return run;
    // As if the wait, or a dead worker's lease, had run out.
    await database.dataSource.query(
      `update sync_runs set available_at = now(), lease_until = null where id = $1`,
      [run.id],
    );
    await app.get(ShopSyncService).work(run.id, 'test-worker');
  }
}
