/** Serves the dashboard's build under /app; `/` and `/dashboard` lead there with their query. */
import { existsSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { UNBUILT_PAGE } from './unbuilt-page.js';

const HASHED_FILES = `${sep}assets${sep}`;
const FOREVER = 'public, max-age=31536000, immutable';
const ASK_EVERY_TIME = 'no-cache';

/** The folder of the dashboard's build: `dist/dashboard` of this checkout, from the sources as from dist. */
export function dashboardFolder(): string {
  let root = import.meta.dirname;
  while (!existsSync(join(root, 'package.json'))) {
    const parent = dirname(root);
    if (parent === root) break;
    root = parent;
  }
  return join(root, 'dist', 'dashboard');
}

/**
 * Registers the pages.
 *
 * @param folder where index.html and assets/ are; if there is none, /app says so and links to the API
 */
export function serveDashboard(fastify: FastifyInstance, folder: string): void {
  for (const url of ['/', '/dashboard']) fastify.get(url, redirectToApp);
  const isBuilt = existsSync(join(folder, 'index.html'));
  void fastify.register(isBuilt ? builtPages(folder) : unbuiltPages, { prefix: '/app' });
}

// These handlers return nothing: Fastify waits for a returned reply by listeners of its own on the response.

function redirectToApp(request: FastifyRequest, reply: FastifyReply): void {
  const query = request.raw.url?.split('?').slice(1).join('?');
  void reply.redirect(query ? `/app?${query}` : '/app', 302);
}

function builtPages(folder: string) {
  return async (scope: FastifyInstance): Promise<void> => {
    await scope.register(fastifyStatic, {
      root: folder,
      prefix: '/',
      index: false,
      redirect: false,
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply, path) => {
        reply.header('cache-control', path.includes(HASHED_FILES) ? FOREVER : ASK_EVERY_TIME);
      },
    });
    scope.get('/', (_, reply) => void reply.sendFile('index.html'));
    // The pages within are the browser's; a missing file is still missing.
    scope.setNotFoundHandler((request, reply) => {
      const isPage = request.method === 'GET' && !/\.[a-z0-9]+(\?|$)/i.test(request.url);
      if (isPage) void reply.sendFile('index.html');
      else void reply.status(404).type('text/plain').send('Not found');
    });
  };
}

async function unbuiltPages(scope: FastifyInstance): Promise<void> {
  for (const url of ['/', '/*']) {
    scope.get(url, (_, reply) => {
      reply.status(404).type('text/html').header('cache-control', 'no-store');
      void reply.send(UNBUILT_PAGE);
    });
  }
}
