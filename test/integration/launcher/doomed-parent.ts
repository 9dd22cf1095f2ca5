/** A parent to be killed: starts one app the way `npm start` does, and stays. */
import { App } from '../../../scripts/lib/run/supervisor.mjs';

const [file = '', dataDir = ''] = process.argv.slice(2);
// The app is source, not built: it needs what this process was given.
const env = { ...process.env, NODE_OPTIONS: '--conditions=source --import tsx' };
void new App({ name: 'app', file, env, dataDir }).start();
