/**
 * `npm run smoke:whatsapp -- --yes-this-is-a-real-number`: the one thing no test can show, WhatsApp itself. By hand, with
 * a number you can afford to lose: it shows a QR code, you scan it (WhatsApp, Settings, Linked devices) and write to that
 * number from another phone; it answers once, prints the receipts, and after them (or two minutes) logs out.
 * Needs no Postgres, no Redis and no key; nothing is stored. Ends by itself after ten minutes, on Ctrl-C at once, logged
 * out in every case. Exit code 0 only if the answer was delivered.
 *
 * `-- --rehearse=http://127.0.0.1:8090` does the same against the stand-ins of a running `npm start`: paste the text of
 * the QR code into "The shop owner's phone" there. Look for the close code when it fails: 405 means that Baileys' version
 * of WhatsApp Web is too old, 463 that the number may not open chats now.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { enterPinnedNode } from './lib/setup/node-runtime.mjs';
import { complain, UserError } from './lib/ui.mjs';

try {
  await enterPinnedNode(fileURLToPath(import.meta.url));
  const { values } = parseArgs({
    options: {
      'yes-this-is-a-real-number': { type: 'boolean' },
      rehearse: { type: 'string' },
    },
  });
  if (!values['yes-this-is-a-real-number'] && values.rehearse === undefined) {
    throw new UserError(
      'This links a real WhatsApp number by an unofficial client; WhatsApp may restrict that number.\n' +
        'If you mean it: npm run smoke:whatsapp -- --yes-this-is-a-real-number\n' +
        'Without WhatsApp: npm run smoke:whatsapp -- --rehearse=http://127.0.0.1:8090 (npm start must run)',
    );
  }
  const { ensureBuilt } = await import('./lib/setup/build.mjs');
  await ensureBuilt();
  const { smokeWhatsapp } = await import('./lib/demo/whatsapp-smoke.mjs');
  process.exit((await smokeWhatsapp(values.rehearse ?? null)) ? 0 : 1);
} catch (error) {
  complain(error);
  process.exit(1);
}
