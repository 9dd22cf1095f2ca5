/** Leaves a .br and a .gz beside each text file, which the API sends instead when the browser takes them. */
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const TEXT = /\.(js|css|svg|html)$/;
const WORTH_IT_BYTES = 1024;

export function compressAssets(): Plugin {
  return {
    name: 'compress-assets',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        const source = file.type === 'chunk' ? file.code : file.source;
        if (!TEXT.test(file.fileName) || source.length < WORTH_IT_BYTES) continue;
        for (const [suffix, compress] of [
          ['br', brotliCompressSync],
          ['gz', gzipSync],
        ] as const) {
          this.emitFile({
            type: 'asset',
            fileName: `${file.fileName}.${suffix}`,
            source: compress(source),
          });
        }
      }
    },
  };
}
