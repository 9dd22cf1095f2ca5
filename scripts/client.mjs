/**
 * `npm run client`: the types of the dashboard's requests and answers, from the API's own OpenAPI document. The document
 * is taken from the built app (the swagger plugin works at build), which is composed but not started: no stores needed.
 */
import { fileURLToPath } from 'node:url';
import { enterPinnedNode } from './lib/setup/node-runtime.mjs';
import { complain } from './lib/ui.mjs';

try {
  await enterPinnedNode(fileURLToPath(import.meta.url));
  const { ensureBuilt } = await import('./lib/setup/build.mjs');
  await ensureBuilt();
  const { CLIENT_FOLDER, generateClient, openApiDocument } =
    await import('./lib/gate/openapi-client.mjs');
  await generateClient(await openApiDocument(), CLIENT_FOLDER);
} catch (error) {
  complain(error);
  process.exit(1);
}
