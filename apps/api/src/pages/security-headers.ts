/** Helmet's options: what pages of this origin may load and do. */
import type { FastifyHelmetOptions } from '@fastify/helmet';
import type { AppConfig } from '#platform/config';
import { isServedOverHttps } from '../access/over-https.js';

const ETSY_PICTURES = 'https://i.etsystatic.com';

/** Strict by default; the API's documentation page needs inline styles, which only it gets (see docsPolicy). */
export function securityHeaders(config: AppConfig): FastifyHelmetOptions {
  const pictures = config.standins.enabled ? [ETSY_PICTURES, config.standins.url] : [ETSY_PICTURES];
  return {
    global: true,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        baseUri: ["'none'"],
        connectSrc: ["'self'"],
        fontSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        imgSrc: ["'self'", 'data:', ...pictures],
        manifestSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        workerSrc: ["'self'"],
      },
    },
    strictTransportSecurity: isServedOverHttps(config)
      ? { maxAge: 31_536_000, includeSubDomains: true }
      : false,
    crossOriginResourcePolicy: { policy: 'same-site' },
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
  };
}

/** The documentation page brings a style block of its own and pictures as data. */
export const DOCS_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
