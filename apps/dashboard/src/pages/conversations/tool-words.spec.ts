import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { toolWords } from './tool-words.js';

it('has words for every tool that the documentation lists', () => {
  const docs = readFileSync('docs/tools.md', 'utf8');
  const names = [...docs.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name ?? '');
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => toolWords(name) === name.replaceAll('_', ' '))).toEqual([]);
});

it('knows a tool by the name that the model program gives it', () => {
  expect(toolWords('mcp__shop__propose_stock')).toBe('prepared a change of stock');
});
