/** How bodies are read: JSON only, with its raw bytes kept for signed webhooks. */
import type { FastifyInstance } from 'fastify';
import { nestsTooDeeply } from '../http/http.errors.js';
import { nestsDeeperThan } from './json-depth.js';

/** Telegram's updates, the deepest we get, stay far below. */
const DEPTH_MAX = 64;

declare module 'fastify' {
  interface FastifyRequest {
    /** The body as it came over the wire; what a signature is computed over. Only on requests with a JSON body. */
    rawBody?: Buffer;
  }
}

/** Forms and plain text, which any page on the web may post without asking, are refused with 415. */
export function acceptJsonOnly(fastify: FastifyInstance, bodyLimit: number): void {
  // Keys like __proto__ are refused, not dropped: nobody sends them by accident.
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<Buffer>(
    'application/json',
    { parseAs: 'buffer', bodyLimit },
    (request, body, done) => {
      request.rawBody = body;
      // Clients that always name a type send it with an empty body too.
      if (body.length === 0) done(null, undefined);
      else if (nestsDeeperThan(body, DEPTH_MAX)) done(nestsTooDeeply());
      else void parse(request, body.toString('utf8'), done);
    },
  );
}
