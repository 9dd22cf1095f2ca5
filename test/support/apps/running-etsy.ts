/** An Etsy stand-in on a loopback port and clients that talk to it over real HTTP. */
import fastify from 'fastify';
import { EtsyClient, type EtsyClientOptions, EtsyFailure, EtsyOAuthClient } from '#clients/etsy';
import { EtsyStandin } from '#standins';

/** The address registered with the stand-in. */
export const ETSY_REDIRECT = 'http://127.0.0.1:8080/etsy/oauth/callback';

const APP = {
  keystring: 'keystring',
  sharedSecret: 'secret',
  redirectUris: [ETSY_REDIRECT],
  name: 'A shop assistant',
};

/** A running stand-in whose limits are told but not enforced. */
export interface RunningEtsy {
  etsy: EtsyStandin;
  url: string;
  shopId: number;
  clientWith: (options?: Partial<EtsyClientOptions>) => EtsyClient;
  oauth: () => EtsyOAuthClient;
  /** A call as the demo shop's owner, with a fresh token. */
  call: (scopes?: string[]) => { accessToken: string };
  close: () => Promise<void>;
}

/** Starts it; close it after each test. */
export async function runEtsy(): Promise<RunningEtsy> {
  const etsy = new EtsyStandin({ app: APP, limits: { enforced: false } });
  const app = fastify({ forceCloseConnections: true });
  await etsy.register(app);
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const { shopId } = etsy.demoShop;
  const apiUrl = `${url}/etsy/v3`;
  return {
    etsy,
    url,
    shopId,
    clientWith: (options = {}) =>
      new EtsyClient({
        apiUrl,
        apiKey: 'keystring',
        sharedSecret: 'secret',
        retryDelayMs: 1,
        ...options,
      }),
    oauth: () =>
      new EtsyOAuthClient({
        oauthUrl: `${url}/etsy/oauth/connect`,
        apiUrl,
        apiKey: 'keystring',
        redirectUri: ETSY_REDIRECT,
        scopes: ['shops_r', 'listings_r'],
      }),
    call: (scopes) => ({ accessToken: etsy.grant(shopId, { scopes }).access_token }),
    close: () => app.close(),
  };
}

/** The EtsyFailure a call ends with; throws when it ends otherwise. */
export async function etsyFailureOf(work: Promise<unknown>): Promise<EtsyFailure> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof EtsyFailure) return error;
  throw new Error(`not an EtsyFailure: ${String(error)}`);
}
