/** API and worker in this process with an Etsy stand-in between them: what the tests of shops, syncs and stock need. */
import type { StandinsOptions } from '#standins';
import { EtsyConnectionsRepository } from '#features/etsy';
import { isId, type Id } from '#platform/ids';
import {
  bodyOf,
  registerSeller,
  startTestApi,
  type TestApi,
} from '../../../support/apps/api-app.js';
import { eventually } from '../../../support/eventually.js';
import { startTestWorker, type TestWorker } from '../../../support/apps/worker-app.js';

/** A running house. */
export interface EtsyHouse {
  api: TestApi;
  worker: TestWorker;
  /** Registers a seller over HTTP. */
  seller(): Promise<HouseSeller>;
  close(): Promise<void>;
}

/** A signed-in seller. */
export interface HouseSeller {
  token: string;
  cookie: string;
  sellerId: Id<'sel'>;
}

/** Told, so that the governor's pace does not decide how long the tests take. */
const FAST = { perSecond: 1_000, perDay: 10_000_000, enforced: false };

/** @param input as for startTestWorker; limits of the stand-in are told but not enforced unless `standins` says so */
export async function startEtsyHouse(
  input: { env?: NodeJS.ProcessEnv; standins?: StandinsOptions; sweep?: boolean } = {},
): Promise<EtsyHouse> {
  const worker = await startTestWorker({
    ...input,
    standins: { etsy: { limits: FAST }, ...input.standins },
  });
  const api = await startTestApi({
    databaseUrl: worker.database.url,
    redisUrl: worker.redisUrl,
    standinsPort: Number(new URL(worker.standins.url).port),
    ...(input.env ? { env: input.env } : {}),
  });
  return {
    api,
    worker,
    seller: async () => {
      const { token, cookie, sellerId } = await registerSeller(api);
      if (!isId('sel', sellerId)) throw new Error(`${sellerId} is no seller id`);
      return { token, cookie, sellerId };
    },
    close: async () => {
      await api.close();
      await worker.close();
    },
  };
}

/** A browser on its way to Etsy: the consent page's address, and the cookie that our callback will want back. */
export interface Attempt {
  url: URL;
  cookie: string;
}

/** Starts an attempt for a seller. */
export async function startAttempt({ api }: EtsyHouse, { token }: HouseSeller): Promise<Attempt> {
  const answer = await api.fetch('/etsy/oauth/authorize', { token });
  const [cookie = ''] = answer.headers.getSetCookie();
  const { redirectUrl } = await bodyOf(answer);
  return { url: new URL(redirectUrl), cookie: cookie.split(';')[0] ?? '' };
}

/** Presses a button on Etsy's page; answers the path and query of our callback that Etsy sends the browser to. */
export async function decide({ url }: Attempt, decision: 'allow' | 'deny'): Promise<string> {
  const page = await (await fetch(url)).text();
  const fields = new URLSearchParams({ decision });
  for (const [, name = '', value = ''] of page.matchAll(
    /<input type="hidden" name="([^"]+)" value="([^"]*)">/g,
  )) {
    fields.set(name, value.replaceAll('&amp;', '&').replaceAll('&#39;', "'"));
  }
  const action = new URL(/<form[^>]* action="([^"]+)"/.exec(page)?.[1] ?? '', url);
  const answer = await fetch(action, { method: 'POST', body: fields, redirect: 'manual' });
  const back = new URL(answer.headers.get('location') ?? '');
  return `${back.pathname}${back.search}`;
}

/** Where the callback sends a browser with these cookies. */
export async function landing(
  { api }: EtsyHouse,
  path: string,
  cookie?: string,
): Promise<{ status: number; url: URL }> {
  const answer = await api.fetch(path, cookie === undefined ? {} : { headers: { cookie } });
  return { status: answer.status, url: new URL(answer.headers.get('location') ?? '') };
}

/** Connects the demo shop (or the one whose member the page offers first) for a seller. */
export async function connectShop(house: EtsyHouse, seller: HouseSeller): Promise<void> {
  const attempt = await startAttempt(house, seller);
  const { url } = await landing(house, await decide(attempt, 'allow'), attempt.cookie);
  if (url.searchParams.get('etsy_connected') !== 'true') throw new Error(`landed at ${url.href}`);
}

/** Gives a seller a shop of their own, without the consent page and without a sync. @returns Etsy's id of the shop */
export async function giveShop(
  { worker }: EtsyHouse,
  { sellerId }: HouseSeller,
  order: { listings: number; states?: Record<string, number> },
): Promise<number> {
  const { etsy } = worker.standins;
  const { shopId, name, userId } = etsy.addShop({ name: `Shop${sellerId.slice(-8)}`, ...order });
  const scopes = ['shops_r', 'listings_r', 'listings_w'];
  const grant = etsy.grant(shopId, { scopes, clientId: worker.config.etsy.apiKey });
  await worker.app.get(EtsyConnectionsRepository, { strict: false }).save(sellerId, {
    shopId: String(shopId),
    shopName: name,
    shop: {},
    etsyUserId: String(userId),
    scopes,
    tokens: {
      accessToken: grant.access_token,
      refreshToken: grant.refresh_token,
      expiresInSeconds: grant.expires_in,
      etsyUserId: userId,
    },
  });
  return shopId;
}

/** A seller with a shop of their own, synced. */
export async function syncedShop(
  house: EtsyHouse,
  listings: number,
): Promise<{ seller: HouseSeller; shopId: number }> {
  const seller = await house.seller();
  const shopId = await giveShop(house, seller, { listings });
  const answer = await house.api.fetch('/products/sync', { token: seller.token, method: 'POST' });
  if (answer.status !== 200) throw new Error(`the sync answered ${await answer.text()}`);
  return { seller, shopId };
}

/** The seller's connection as the API tells it, once it was synced. */
export async function synced(house: EtsyHouse, { token }: HouseSeller): Promise<void> {
  await eventually('a finished sync', async () => {
    const state = await bodyOf(await house.api.fetch('/etsy/oauth/connection', { token }));
    return state.connection?.lastSyncAt ?? null;
  });
}
