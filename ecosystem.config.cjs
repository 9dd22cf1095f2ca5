/**
 * PM2 on a machine of your own: npm ci && npm run build && npm run migrate && pm2 start ecosystem.config.cjs
 * The apps read .env of this folder. Postgres and Redis are yours (DATABASE_URL, REDIS_URL).
 */
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const pinned = join(__dirname, 'node_modules', '.bin', 'node');
const common = {
  cwd: __dirname,
  interpreter: existsSync(pinned) ? pinned : 'node',
  node_args: '--enable-source-maps',
  env: { NODE_ENV: 'production' },
  exec_mode: 'fork',
  merge_logs: true,
  // Longer than the apps' own patience with what still runs, so that PM2 never cuts a turn short.
  kill_timeout: 60_000,
  exp_backoff_restart_delay: 500,
  // A worker ends its model processes itself, when their turns are done; PM2 would interrupt them at once.
  treekill: false,
};

/** Two processes on one machine need two ports for their metrics. */
const withMetricsOn = (port) => ({ ...common.env, METRICS_PORT: String(port) });

module.exports = {
  apps: [
    { ...common, name: 'ifa-api', script: 'dist/apps/api/src/main.js', env: withMetricsOn(9464) },
    {
      ...common,
      name: 'ifa-worker',
      script: 'dist/apps/worker/src/main.js',
      env: withMetricsOn(9465),
    },
  ],
};
