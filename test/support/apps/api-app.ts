/** The API as the world sees it: the whole Nest app on a free port, with a database and a Redis of the test's own. */
import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Logger } from 'nestjs-pino';
import { ApiModule } from '../../../apps/api/src/api.module.js';
import {
  apiAdapter,
  type ApiOptions,
  configureApi,
  NEST_OPTIONS,
} from '../../../apps/api/src/configure-api.js';
import { type Route, RouteList } from '../../../apps/api/src/openapi/route-list.js';
import { AppConfig, parseEnvironment } from '#platform/config';
import { testEnv, type TestEnvInput } from './env.js';

/** What a test wants of its API. */
export interface TestApiInput extends TestEnvInput, ApiOptions {
  /** Modules with controllers of the test's own. */
  modules?: Type[];
}

/** A running API. */
export interface TestApi {
  app: NestFastifyApplication;
  url: string;
  /** Like fetch, with a path; a `json` body is sent as JSON. */
  fetch(path: string, init?: TestRequest): Promise<Response>;
  /** Every route the API has, to be walked. */
  routes(): Route[];
  close(): Promise<void>;
}

/** A request of a test. */
export interface TestRequest {
  method?: string;
  headers?: Record<string, string>;
  /** Sent as the bearer token. */
  token?: string;
  json?: unknown;
  body?: string;
  signal?: AbortSignal;
}

/** Boots in about 300 ms. */
export async function startTestApi(input: TestApiInput): Promise<TestApi> {
  const config = parseEnvironment(testEnv(input));
  const testing = await Test.createTestingModule({ imports: [ApiModule, ...(input.modules ?? [])] })
    .overrideProvider(AppConfig)
    .useValue(config)
    .compile();
  const app = testing.createNestApplication<NestFastifyApplication>(
    apiAdapter(config.trustedProxies),
    NEST_OPTIONS,
  );
  app.useLogger(app.get(Logger));
  await configureApi(app, input);
  await app.listen(input.port ?? 0, '127.0.0.1');
  const url = await app.getUrl();
  return {
    app,
    url,
    fetch: (path, request = {}) => fetch(`${url}${path}`, initOf(request)),
    routes: () => app.get(RouteList, { strict: false }).all(),
    close: () => app.close(),
  };
}

function initOf({ method, headers, token, json, body, signal }: TestRequest): RequestInit {
  const text = json === undefined ? body : JSON.stringify(json);
  return {
    method: method ?? (text === undefined ? 'GET' : 'POST'),
    redirect: 'manual',
    headers: {
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(text !== undefined && { body: text }),
    ...(signal && { signal }),
  };
}

/** What JSON.parse() gives: expectations say what the shape must be. */
export type ParsedJson = ReturnType<typeof JSON.parse>;

/** The body of an answer. */
export async function bodyOf(response: Response): Promise<ParsedJson> {
  return JSON.parse(await response.text());
}

let accounts = 0;

/** Registers a seller over HTTP, as a person would. */
export async function registerSeller(
  api: TestApi,
  given: { email?: string; password?: string; name?: string } = {},
): Promise<{ token: string; sellerId: string; email: string; password: string; cookie: string }> {
  accounts += 1;
  const email = given.email ?? `seller${accounts}@example.com`;
  const password = given.password ?? 'correct horse battery';
  const json = { email, password, name: given.name ?? 'Shop Owner' };
  const response = await api.fetch('/auth/register', { json });
  const body = await bodyOf(response);
  if (response.status !== 200) throw new Error(`register answered ${JSON.stringify(body)}`);
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return { token: body.token, sellerId: body.seller.id, email, password, cookie };
}
