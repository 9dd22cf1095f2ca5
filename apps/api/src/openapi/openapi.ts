/** The OpenAPI document at /docs-json and its page at /docs; the dashboard's client is generated from it. */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ErrorDto } from '../errors/error.dto.js';
import { ADMIN_COOKIE } from '../admin/admin-cookie.js';
import { ADMIN_SECURITY } from '../admin/admin.guard.js';
import { SESSION_COOKIE } from '../access/session-cookie.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
type OperationObject = NonNullable<OpenAPIObject['paths'][string][(typeof METHODS)[number]]>;

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
    .addCookieAuth(ADMIN_COOKIE, { type: 'apiKey', in: 'cookie' }, ADMIN_SECURITY)
    .addSecurityRequirements('bearer')
    .addSecurityRequirements('cookie')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    extraModels: [ErrorDto],
    operationIdFactory: (controller, method) =>
      `${controller.replace(/Controller$/, '')}_${method}`,
  });
  describeErrors(document);
  tellWhatMayBeLeftOut(document);
  return document;
}

/** Errors look the same everywhere, so they are described here once instead of at every route. */
function describeErrors(document: OpenAPIObject): void {
  const schema = { $ref: '#/components/schemas/ErrorDto' };
  const response = { description: 'An error', content: { 'application/json': { schema } } };
  for (const operation of operationsOf(document)) operation.responses['default'] = response;
}

/** The compiler sees a type where callers see a default, and a body where all of it may be absent. */
function tellWhatMayBeLeftOut(document: OpenAPIObject): void {
  for (const operation of operationsOf(document)) {
    for (const parameter of operation.parameters ?? []) {
      if ('schema' in parameter && hasDefault(parameter.schema)) parameter.required = false;
    }
    const body = operation.requestBody;
    if (!body || '$ref' in body) continue;
    const schemas = Object.values(body.content).map(({ schema }) => resolve(document, schema));
    if (schemas.every((schema) => !schema?.required?.length)) body.required = false;
  }
}

type Schema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

function hasDefault(schema: Schema | undefined): boolean {
  return schema !== undefined && 'default' in schema;
}

function resolve(
  document: OpenAPIObject,
  schema: Schema | undefined,
): Exclude<Schema, { $ref: string }> | undefined {
  if (!schema || !('$ref' in schema)) return schema;
  const name = schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1);
  return resolve(document, document.components?.schemas?.[name]);
}

function operationsOf(document: OpenAPIObject): OperationObject[] {
  return Object.values(document.paths).flatMap((path) =>
    METHODS.map((method) => path[method]).filter((operation) => operation !== undefined),
  );
}
