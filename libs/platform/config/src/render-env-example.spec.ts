import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseEnvironment, renderEnvExample } from './index.js';

const root = new URL('../../../../', import.meta.url);

describe('.env.example', () => {
  it('is what the declarations say (npx tsx libs/platform/config/src/env-example.ts writes it anew)', () => {
    expect(readFileSync(new URL('.env.example', root), 'utf8')).toBe(renderEnvExample());
  });

  it('shows an example that is accepted in form for every variable', () => {
    const lines = renderEnvExample().matchAll(/^#([A-Z_]+)=(.+)$/gm);
    const env = Object.fromEntries([...lines].map(([, name, value]) => [name, value]));
    expect(Object.keys(env).length).toBeGreaterThan(35);
    expect(() => parseEnvironment({ ...env, NODE_ENV: 'development' })).not.toThrow();
  });
});
