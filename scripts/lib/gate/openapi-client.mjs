/** Makes the dashboard's generated types from the API's OpenAPI document. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createClient } from '@hey-api/openapi-ts';
import { inRoot } from '../paths.mjs';

/** Where the generated files are committed. */
export const CLIENT_FOLDER = inRoot('apps/dashboard/src/api');

/** The document of the built API. @returns {Promise<Record<string, unknown>>} */
export async function openApiDocument() {
  /** @param {string} file */
  const built = (file) => import(pathToFileURL(inRoot('dist/apps/api/src', file)).href);
  await import('reflect-metadata');
  const { NestFactory } = await import('@nestjs/core');
  const { ApiModule } = await built('api.module.js');
  const { apiAdapter } = await built('configure-api.js');
  const { openApiDocument: describe } = await built('openapi/openapi.js');
  const app = await NestFactory.create(ApiModule, apiAdapter([]), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  return describe(app);
}

/**
 * Writes the generated files.
 *
 * @param {Record<string, unknown>} document
 * @param {string} folder
 */
export async function generateClient(document, folder) {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'ifa-client-'));
  try {
    await createClient({
      input: /** @type {any} */ (inOrder(document)),
      output: { path: scratch, clean: false, postProcess: [] },
      logs: { level: 'silent', file: false },
      plugins: ['@hey-api/typescript'],
    });
    fs.copyFileSync(path.join(scratch, 'types.gen.ts'), path.join(folder, 'types.generated.ts'));
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * The document with every list of allowed values in order: the compiler names the members of a union in the order in
 * which it met them, which differs from build to build.
 *
 * @param {unknown} node @returns {unknown}
 */
function inOrder(node) {
  if (Array.isArray(node)) return node.map(inOrder);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([name, value]) => {
    const isList = name === 'enum' && Array.isArray(value);
    return [
      name,
      isList ? value.toSorted((a, b) => (String(a) < String(b) ? -1 : 1)) : inOrder(value),
    ];
  });
  return Object.fromEntries(entries);
}
