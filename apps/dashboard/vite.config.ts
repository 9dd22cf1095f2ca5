import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressAssets } from './build/compress-assets.js';
import { firstLoadBudget } from './build/first-load-budget.js';

const FIRST_LOAD_BYTES_MAX = 200 * 1000;

/** One page under /app; in development its requests go on to an API on port 8080. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/app/',
  plugins: [react(), firstLoadBudget(FIRST_LOAD_BYTES_MAX), compressAssets()],
  build: {
    outDir: fileURLToPath(new URL('../../dist/dashboard', import.meta.url)),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
