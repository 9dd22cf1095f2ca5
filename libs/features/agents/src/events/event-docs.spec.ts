import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const PAGE = new URL('../../../../../docs/events.md', import.meta.url);
const FEATURES = fileURLToPath(new URL('../../../', import.meta.url));
/** Bodies of webhooks, which are no lines of the log. */
const OTHERS = ['message.sent'];

/** The types of the page's table; `.read` behind `delivery.sent` is `delivery.read`. */
function documented(): string[] {
  return readFileSync(PAGE, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => {
      const names = [...(line.split('|')[1] ?? '').matchAll(/`([\w.]+)`/g)].map(
        ([, name = '']) => name,
      );
      const family = names[0]?.split('.')[0] ?? '';
      return names.map((name) => (name.startsWith('.') ? family + name : name));
    });
}

/** What features write as an event's type, as far as it stands there as one word. */
function written(): string[] {
  const files = globSync('*/src/**/*.ts', { cwd: FEATURES }).filter(
    (file) => !file.endsWith('.spec.ts'),
  );
  const lines = files.flatMap((file) => readFileSync(`${FEATURES}/${file}`, 'utf8').split('\n'));
  return lines
    .filter((line) => /\btype: /.test(line))
    .flatMap((line) => [...line.matchAll(/'([a-z_]+\.[a-z_]+)'/g)].map(([, name = '']) => name));
}

describe('docs/events.md', () => {
  it('names every event that is written', () => {
    const found = written();
    expect(found).toEqual(
      expect.arrayContaining(['run.started', 'agent.resumed', 'channel.changed']),
    );
    const missing = found.filter((type) => ![...documented(), ...OTHERS].includes(type));
    expect(missing).toEqual([]);
  });
});
