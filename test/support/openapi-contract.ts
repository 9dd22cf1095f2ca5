/**
 * Checks HTTP exchanges against an OpenAPI 3.0 document: parameters, bodies, security, and the shape of 200 answers,
 * in which a field that the document does not name counts as a fault.
 */
import { readFile } from 'node:fs/promises';
import { Ajv, type ValidateFunction } from 'ajv';
import { z } from 'zod';

/** One exchange as it went over the wire; `body` as the server parsed it, `url` from the path on. */
export interface SeenExchange {
  method: string;
  url: string;
  headers: Record<string, string | string[] | undefined>;
  body: unknown;
  status: number;
  answer: string;
}

const contentSchema = z.record(z.string(), z.object({ schema: z.record(z.string(), z.unknown()) }));
const operationSchema = z.object({
  operationId: z.string(),
  security: z.array(z.record(z.string(), z.array(z.string()))).default([]),
  parameters: z
    .array(
      z.object({
        in: z.string(),
        name: z.string(),
        required: z.boolean().default(false),
        schema: z.record(z.string(), z.unknown()),
      }),
    )
    .default([]),
  requestBody: z.object({ content: contentSchema }).optional(),
  responses: z.object({ '200': z.object({ content: contentSchema }) }),
});
const documentSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});
type Operation = z.output<typeof operationSchema>;
type JsonSchema = Record<string, unknown>;

export class OpenApiContract {
  private readonly ajv = new Ajv({
    strict: false,
    validateFormats: false,
    coerceTypes: false,
    allErrors: true,
  });
  private readonly validators = new Map<string, ValidateFunction>();

  private constructor(private readonly document: z.output<typeof documentSchema>) {
    this.ajv.addSchema({ $id: 'open', components: toJsonSchema(document.components, false) });
    this.ajv.addSchema({ $id: 'closed', components: toJsonSchema(document.components, true) });
  }

  /** Reads the document from a file, relative to the repository. */
  static async load(file: string): Promise<OpenApiContract> {
    return new OpenApiContract(documentSchema.parse(JSON.parse(await readFile(file, 'utf8'))));
  }

  /** Every operationId of the document. */
  operationIds(): string[] {
    return Object.values(this.document.paths).flatMap((methods) =>
      Object.values(methods).map((o) => o.operationId),
    );
  }

  /** The operation that an exchange is an instance of. */
  operationOf({ method, url }: Pick<SeenExchange, 'method' | 'url'>): Operation | undefined {
    return this.match(method, url)?.operation;
  }

  /** What is wrong with the request; empty when it is valid. */
  requestProblems(exchange: SeenExchange): string[] {
    const match = this.match(exchange.method, exchange.url);
    if (match === null) return [`${exchange.method} ${exchange.url}: not in the document`];
    const { operation, pathValues } = match;
    const given = {
      path: pathValues,
      query: new URLSearchParams(exchange.url.split('?')[1] ?? ''),
    };
    const problems = [
      ...this.parameterProblems(operation, given.path, 'path'),
      ...this.parameterProblems(operation, given.query, 'query'),
      ...this.bodyProblems(operation, exchange),
      ...securityProblems(operation, exchange),
    ];
    return problems.map((problem) => `${operation.operationId}: ${problem}`);
  }

  /** What is wrong with the answer's body; empty when it is as documented. */
  answerProblems(exchange: SeenExchange): string[] {
    const operation = this.operationOf(exchange);
    const schema = operation?.responses['200'].content['application/json']?.schema;
    if (operation === undefined || schema === undefined) {
      return [`${exchange.url}: not in the document`];
    }
    if (exchange.status !== 200) {
      return [`${operation.operationId}: answered ${exchange.status} ${exchange.answer}`];
    }
    const problems = this.check(
      `${operation.operationId} 200`,
      schema,
      JSON.parse(exchange.answer),
      true,
    );
    return problems.map((problem) => `${operation.operationId} answer: ${problem}`);
  }

  private match(
    method: string,
    url: string,
  ): { operation: Operation; pathValues: URLSearchParams } | null {
    const path = url.split('?')[0] ?? '';
    const templates = Object.entries(this.document.paths).toSorted(
      ([a], [b]) => a.split('{').length - b.split('{').length,
    );
    for (const [template, methods] of templates) {
      const pattern = new RegExp(`^${template.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
      const operation = methods[method.toLowerCase()];
      const groups = pattern.exec(path);
      if (groups && operation) {
        return { operation, pathValues: new URLSearchParams({ ...groups.groups }) };
      }
    }
    return null;
  }

  private parameterProblems(operation: Operation, given: URLSearchParams, where: string): string[] {
    const known = operation.parameters.filter((p) => p.in === where);
    const unknown = [...given.keys()].filter((name) => !known.some((p) => p.name === name));
    const wrong = known.flatMap(({ name, required, schema }) => {
      const text = given.get(name);
      if (text === null) return required ? [`${name} is missing`] : [];
      return this.check(
        `${operation.operationId} ${name}`,
        schema,
        fromText(text, schema),
        false,
      ).map((p) => `${name} ${p}`);
    });
    return [...unknown.map((name) => `${name} is not a parameter`), ...wrong];
  }

  private bodyProblems(operation: Operation, exchange: SeenExchange): string[] {
    if (operation.requestBody === undefined) return exchange.body == null ? [] : ['has a body'];
    const type = String(exchange.headers['content-type']).split(';')[0] ?? '';
    const schema = operation.requestBody.content[type]?.schema;
    if (schema === undefined) return [`takes no ${type}`];
    const body = type.endsWith('json') ? exchange.body : fromForm(exchange.body, schema);
    return this.check(`${operation.operationId} body`, schema, body, true);
  }

  private check(name: string, schema: JsonSchema, value: unknown, closed: boolean): string[] {
    const known =
      this.validators.get(name) ??
      this.ajv.compile(withRefs(toJsonSchema(schema, closed), closed ? 'closed' : 'open'));
    this.validators.set(name, known);
    if (known(value)) return [];
    return (known.errors ?? []).map(
      (e) => `${e.instancePath} ${e.message ?? ''} ${JSON.stringify(e.params)}`,
    );
  }
}

function securityProblems(operation: Operation, { headers }: SeenExchange): string[] {
  const problems = /^[^:]+:[^:]+$/.test(String(headers['x-api-key']))
    ? []
    : ['x-api-key is not keystring:shared_secret'];
  const needsToken = operation.security.some((s) => 'oauth2' in s);
  return needsToken && !String(headers['authorization']).startsWith('Bearer ')
    ? [...problems, 'no access token']
    : problems;
}

/** A query or form value by its schema's type; lists are comma-separated, as Etsy reads them. */
function fromText(text: string, schema: JsonSchema): unknown {
  if (schema['type'] === 'array') {
    const items = z.record(z.string(), z.unknown()).parse(schema['items']);
    return text.split(',').map((item) => fromText(item, items));
  }
  if (schema['type'] === 'integer' || schema['type'] === 'number') {
    return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  }
  if (schema['type'] === 'boolean') return text === 'true' || (text === 'false' ? false : text);
  return text;
}

function fromForm(body: unknown, schema: JsonSchema): unknown {
  const properties = z
    .record(z.string(), z.record(z.string(), z.unknown()))
    .parse(schema['properties']);
  const fields = Object.entries(z.record(z.string(), z.string()).parse(body));
  return Object.fromEntries(
    fields.map(([name, text]) => [name, fromText(text, properties[name] ?? {})]),
  );
}

/** OpenAPI 3.0 to JSON Schema: `nullable`, and closed objects where asked for. */
function toJsonSchema(node: unknown, closed: boolean): JsonSchema {
  const convert = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(convert);
    return value !== null && typeof value === 'object' ? toJsonSchema(value, closed) : value;
  };
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(node ?? {}).map(([k, v]) => [k, convert(v)]),
  );
  const isObject =
    rest['type'] === 'object' &&
    rest['properties'] !== undefined &&
    rest['additionalProperties'] === undefined;
  const schema = closed && isObject ? { ...rest, additionalProperties: false } : rest;
  return nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema;
}

function withRefs(schema: JsonSchema, id: string): JsonSchema {
  const text = JSON.stringify(schema).replaceAll('"#/components', `"${id}#/components`);
  return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
}
