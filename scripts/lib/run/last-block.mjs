/** The last thing a start prints: where everything is, what is real, what stands in, how to stop. */
import fs from 'node:fs';
import path from 'node:path';
import { inRoot, ROOT } from '../paths.mjs';
import { bold } from '../ui.mjs';

/**
 * @param {{ url: string, config: any, demo: import('../demo/demo-seed.mjs').Demo | null, took: string, dataDir: string,
 *   sandbox: string }} facts  config is AppConfig
 */
export function lastBlock({ url, config, demo, took, dataDir, sandbox }) {
  const hasDashboard = fs.existsSync(inRoot('dist/dashboard/index.html'));
  const lines = ['', bold(`IFA runs (${took}): ${url}`), ''];
  if (hasDashboard) lines.push(row('dashboard', `${url}/app`));
  lines.push(row('API', `${url}   documentation: ${url}/docs`));
  if (config.standins.enabled) {
    lines.push(
      row("buyer's phone", `${config.standins.url}/   write to the shop as a buyer would`),
    );
  }
  if (demo !== null) lines.push(row('demo login', `${demo.email}   password: ${demo.password}`));
  lines.push('', ...realAndNot(config, sandbox), '');
  lines.push(
    row('logs', fromHere(path.join(dataDir, 'logs'))),
    row('stop', 'Ctrl-C   (the data stays in place)'),
    '',
  );
  return lines.join('\n');
}

/** Short where it is below the clone, whole where it is elsewhere. @param {string} folder */
function fromHere(folder) {
  const relative = path.relative(ROOT, folder);
  return relative.startsWith('..') ? folder : relative;
}

/** @param {string} label @param {string} text */
const row = (label, text) => `  ${label.padEnd(14)}${text}`;

/** @param {any} config @param {string} sandbox */
function realAndNot(config, sandbox) {
  /** @param {string} label @param {boolean} standin @param {string} fake @param {string} how */
  const one = (label, standin, fake, how) =>
    row(label, standin ? `stand-in: ${fake}  (real: ${how})` : 'real');
  return [
    one(
      'Etsy',
      config.etsy.standin,
      'a made-up shop on this machine',
      'ETSY_API_KEY, ETSY_SHARED_SECRET',
    ),
    one('the model', config.model.standin, 'a small demo model, not an AI', 'ANTHROPIC_API_KEY'),
    one(
      'Telegram',
      config.telegram.standin,
      'the page above',
      'TELEGRAM_API_URL=https://api.telegram.org',
    ),
    one(
      'WhatsApp',
      config.whatsapp.standin,
      'a server on this machine',
      'a real model brings it along',
    ),
    row('the rest', `real: Postgres, Redis, and the claude program ${sandbox}`),
  ];
}
