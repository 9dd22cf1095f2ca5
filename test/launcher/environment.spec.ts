import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { developmentSecrets } from '../../scripts/lib/setup/environment.mjs';
import { tempFolder } from '../support/temp-folder.js';

describe('made-up secrets', () => {
  it('stay the same from start to start', () => {
    const folder = tempFolder();
    expect(developmentSecrets(folder)).toEqual(developmentSecrets(folder));
  });

  it('are made anew when their file is damaged and nothing is stored yet', () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'secrets.json'), '{"JWT_SEC');
    expect(developmentSecrets(folder).JWT_SECRET).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each(['', '{"JWT_SEC', '[]'])('are not replaced under data that needs them: %j', (text) => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'postgres'));
    writeFileSync(join(folder, 'secrets.json'), text);
    expect(() => developmentSecrets(folder)).toThrow(/is damaged.*\n.*rm -r /);
  });
});
