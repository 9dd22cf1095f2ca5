/** For specs: a stand-in mounted on a Fastify of its own, and the requests that every spec makes. */
import Fastify, { type FastifyInstance, type LightMyRequestResponse } from 'fastify';
import { z } from 'zod';
import { EtsyStandin, type EtsyStandinOptions } from './etsy.standin.js';

/** What specs read of a page of listings. */
export const listPageSchema = z.object({
  count: z.number(),
  results: z.array(
    z.object({
      listing_id: z.number(),
      title: z.string(),
      state: z.string(),
      quantity: z.number(),
    }),
  ),
});
export type ListPage = z.output<typeof listPageSchema>;

/** A stand-in under test. */
export interface RunningStandin {
  etsy: EtsyStandin;
  app: FastifyInstance;
  /** GET below /v3/application with a well-formed key. */
  get: (path: string, accessToken?: string) => Promise<LightMyRequestResponse>;
  /** A page of the demo shop's (or another shop's) listings, as its owner sees it. */
  list: (query?: string, shopId?: number) => Promise<ListPage>;
  /** POST a form to a path below /etsy. */
  postForm: (path: string, fields: Record<string, string>) => Promise<LightMyRequestResponse>;
}

/** Starts one; its limits do not get in the way unless they are given. */
export function runStandin(options: EtsyStandinOptions = {}): RunningStandin {
  const etsy = new EtsyStandin({ limits: { perSecond: 1_000 }, ...options });
  const app = Fastify();
  void etsy.register(app);
  const get: RunningStandin['get'] = (path, accessToken) => {
    const authorization =
      accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` };
    return app.inject({
      url: `/etsy/v3/application${path}`,
      headers: { 'x-api-key': 'keystring:secret', ...authorization },
    });
  };
  return {
    etsy,
    app,
    get,
    list: async (query = '', shopId = etsy.demoShop.shopId) => {
      const { access_token } = etsy.grant(shopId);
      return listPageSchema.parse(
        (await get(`/shops/${shopId}/listings?${query}`, access_token)).json(),
      );
    },
    postForm: (path, fields) =>
      app.inject({
        method: 'POST',
        url: `/etsy${path}`,
        payload: new URLSearchParams(fields).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
  };
}
