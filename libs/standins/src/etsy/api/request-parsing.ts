/** Query and form parsing with Etsy's habits: comma-separated lists, 400 with one sentence. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { EtsyHttpError } from './etsy-http-error.js';

/** A numeric id in a path. */
export const idSchema = z.coerce.number().int().min(1);

/** A list, given as `a,b` or as repeated keys. */
export const listSchema = z
  .union([z.string(), z.array(z.string())])
  .transform((value) =>
    (Array.isArray(value) ? value : value.split(',')).filter((item) => item !== ''),
  );

/** Ids of a batch: 1 to 100. */
export const idListSchema = listSchema.pipe(
  z.array(z.coerce.number<string>().int().min(1)).min(1).max(100),
);

/** Parses, or answers 400 with the first problem. */
export function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value ?? {});
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new EtsyHttpError(
    400,
    `Invalid value for '${issue?.path.join('.') ?? ''}': ${issue?.message ?? 'not valid'}`,
  );
}

/** Reads `application/x-www-form-urlencoded`; a key that comes twice becomes a list. */
export function acceptForms(scope: FastifyInstance): void {
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => {
      const form = new URLSearchParams(String(body));
      const entries = [...new Set(form.keys())].map((key): [string, string | string[]] => {
        const values = form.getAll(key);
        return [
          key.replace(/\[\]$/, ''),
          values.length > 1 || key.endsWith('[]') ? values : (values[0] ?? ''),
        ];
      });
      done(null, Object.fromEntries(entries));
    },
  );
}
