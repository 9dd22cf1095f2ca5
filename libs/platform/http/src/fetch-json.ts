import type { z } from 'zod';
import { AppError } from '#platform/errors';
import type { HttpClient, HttpRequest } from './http-client.js';

/**
 * Sends a request (a `json` body is written as JSON) and reads a 2xx answer by a schema. Throws HttpFailure without an
 * answer, AppError `upstream` with code `http.status` (details: status) for any other status, `http.bad_answer` for
 * another form.
 */
export async function fetchJson<S extends z.ZodType>(
  client: HttpClient,
  schema: S,
  request: HttpRequest & { json?: unknown },
): Promise<z.output<S>> {
  const { json, ...rest } = request;
  const headers = { accept: 'application/json', ...rest.headers };
  const answer = await client.send(
    json === undefined
      ? { ...rest, headers }
      : {
          ...rest,
          body: JSON.stringify(json),
          headers: { 'content-type': 'application/json', ...headers },
        },
  );
  if (answer.ok) return answer.json(schema);
  throw new AppError({
    kind: 'upstream',
    code: 'http.status',
    message: `${new URL(request.url).host} answered with status ${answer.status}.`,
    details: { status: answer.status },
  });
}
