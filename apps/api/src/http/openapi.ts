/** The OpenAPI document at /docs-json and its page at /docs; the dashboard's client is generated from it. */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ErrorDto } from '../errors/error.dto.js';
import { SESSION_COOKIE } from './session-cookie.js';

const DESCRIPTION = `The agent that answers an Etsy shop's buyers.

Sign in with \`POST /auth/login\` and send the token as \`Authorization: Bearer …\`. Every error has the shape
\`{ "error": { "code", "message", "details?", "requestId" } }\`. Lists are paged; unknown fields are refused.`;

/** Builds the document and serves it. */
export function serveOpenApi(app: NestFastifyApplication): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app), {
    jsonDocumentUrl: 'docs-json',
    raw: ['json'],
    customSiteTitle: 'IFA API',
  });
}

/** The document of the app's routes. */
export function openApiDocument(app: NestFastifyApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('IFA API')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .addBearerAuth()
    .addCookieAuth(SESSION_COOKIE)
    .addSecurityRequirements('bearer')
    .addSecurityRequirements('cookie')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    extraModels: [ErrorDto],
    operationIdFactory: (controller, method) =>
      `${controller.replace(/Controller$/, '')}_${method}`,
  });
  describeErrors(document);
  return document;
}

/** Errors look the same everywhere, so they are described here once instead of at every route. */
function describeErrors(document: OpenAPIObject): void {
  const schema = { $ref: '#/components/schemas/ErrorDto' };
  const response = { description: 'An error', content: { 'application/json': { schema } } };
  for (const path of Object.values(document.paths)) {
    for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
      const operation = path[method];
      if (operation) operation.responses['default'] = response;
    }
  }
}
