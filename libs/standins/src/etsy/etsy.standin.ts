/**
 * A loopback twin of Etsy for demo, development and tests: consent page, token endpoint, the part of the API that IFA
 * uses, and a demo shop. What it can be told to do stands in etsy-levers.ts.
 */
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { EtsyHttpError } from './api/etsy-http-error.js';
import { registerListingRoutes } from './api/listing-routes.js';
import { acceptForms } from './api/request-parsing.js';
import { RouteContext } from './api/route-context.js';
import { registerShopRoutes } from './api/shop-routes.js';
import { registerWriteRoutes } from './api/write-routes.js';
import { drawListing } from './catalogue/listing-image.js';
import { registerControlRoutes } from './control-routes.js';
import { EtsyLevers, type EtsyLeverOptions } from './etsy-levers.js';
import { registerConnectPage, registerTokenEndpoint } from './oauth/oauth-routes.js';

/** How the stand-in is set up; everything has a default. */
export interface EtsyStandinOptions extends EtsyLeverOptions {
  /** Let everyday life pass by itself this often; absent: only by `tick`. */
  driftEveryMs?: number | null;
}

export class EtsyStandin extends EtsyLevers {
  private readonly driftEveryMs: number | null;
  private driftTimer: NodeJS.Timeout | null = null;

  constructor(options: EtsyStandinOptions = {}) {
    super(options);
    this.driftEveryMs = options.driftEveryMs ?? null;
  }

  /** Mounts the stand-in below /etsy, as a plugin of its own, and starts the drift if there is to be one. */
  async register(app: FastifyInstance): Promise<void> {
    const { driftEveryMs } = this;
    if (driftEveryMs !== null) {
      this.driftTimer = setInterval(() => this.tick(), driftEveryMs).unref();
    }
    app.addHook('onClose', async () => {
      if (this.driftTimer !== null) clearInterval(this.driftTimer);
      await this.state.flush();
    });
    await app.register(async (scope) => this.mount(scope), { prefix: '/etsy' });
  }

  private mount(scope: FastifyInstance): void {
    acceptForms(scope);
    scope.setErrorHandler((error: FastifyError, _request, reply) => {
      if (error instanceof EtsyHttpError) {
        return reply.code(error.status).headers(error.headers).send(error.body);
      }
      const status =
        error.statusCode !== undefined && error.statusCode < 500 ? error.statusCode : 500;
      return reply.code(status).send({ error: status === 500 ? 'Server Error' : error.message });
    });
    scope.setNotFoundHandler((_request, reply) =>
      reply.code(404).send({ error: 'Resource not found' }),
    );
    const parts = { app: () => this.app, world: this.world, oauth: this.oauth, gate: this.gate };
    registerConnectPage(scope, parts);
    void scope.register(async (publicScope) => registerTokenEndpoint(publicScope, parts), {
      prefix: '/v3/public',
    });
    void scope.register(async (api) => this.mountApi(api), { prefix: '/v3/application' });
    void scope.register(async (control) => registerControlRoutes(control, this), {
      prefix: '/_control',
    });
    scope.get<{ Params: { file: string } }>('/images/:file', (request, reply) =>
      this.sendImage(request.params.file, reply),
    );
  }

  private sendImage(file: string, reply: FastifyReply): FastifyReply {
    const imageId = Number.parseInt(file, 10);
    const found = Number.isSafeInteger(imageId)
      ? this.world.findListing(Math.floor(imageId / 10))
      : null;
    const image = found?.listing.images.find((i) => i.imageId === imageId);
    if (image === undefined) return reply.code(404).send({ error: 'Resource not found' });
    return reply
      .type('image/svg+xml')
      .headers({
        'cache-control': 'public, max-age=86400',
        'cross-origin-resource-policy': 'cross-origin',
      })
      .send(drawListing(image.shape, image.hex, image.accentHex));
  }

  private mountApi(api: FastifyInstance): void {
    this.gate.guard(api, { needsKey: true });
    const context = new RouteContext(this.world, this.gate, this.pages);
    registerShopRoutes(api, context);
    registerListingRoutes(api, context);
    registerWriteRoutes(api, context);
  }
}
