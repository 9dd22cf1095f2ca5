/** Fails the build when what a first visit must load is too much: the entry and everything it imports at once. */
import { gzipSync } from 'node:zlib';
import type { Plugin, Rollup } from 'vite';

/**
 * @param maxBytes of script, compressed by gzip; 1 kB is 1,000 bytes
 */
export function firstLoadBudget(maxBytes: number): Plugin {
  return {
    name: 'first-load-budget',
    apply: 'build',
    generateBundle(_, bundle) {
      const bytes = firstLoadBytes(bundle);
      this.info(`first load: ${(bytes / 1000).toFixed(1)} kB of script, compressed`);
      if (bytes <= maxBytes) return;
      this.error(
        `The first load is ${bytes} bytes of compressed script; at most ${maxBytes} are allowed. Load pages lazily.`,
      );
    },
  };
}

/** Compressed bytes of the entry chunks and all chunks they import statically. */
export function firstLoadBytes(bundle: Rollup.OutputBundle): number {
  const waiting = Object.values(bundle).flatMap((file) =>
    file.type === 'chunk' && file.isEntry ? [file.fileName] : [],
  );
  const seen = new Set<string>();
  let bytes = 0;
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const file = bundle[name];
    if (seen.has(name) || file?.type !== 'chunk') continue;
    seen.add(name);
    bytes += gzipSync(file.code).length;
    waiting.push(...file.imports);
  }
  return bytes;
}
