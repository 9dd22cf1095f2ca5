import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nestsDeeperThan } from './json-depth.js';

function deeper(text: string, max: number): boolean {
  return nestsDeeperThan(Buffer.from(text), max);
}

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe('nestsDeeperThan', () => {
  it('counts arrays and objects together', () => {
    expect(deeper('[{"a":[1]}]', 3)).toBe(false);
    expect(deeper('[{"a":[1]}]', 2)).toBe(true);
  });

  it('counts what is open at a time, not what comes one after the other', () => {
    expect(deeper(`[${'[],'.repeat(1000)}[]]`, 2)).toBe(false);
  });

  it('does not count brackets within strings, whatever is escaped there', () => {
    expect(deeper('["[[[[\\"[[[[\\\\", "]]]"]', 1)).toBe(false);
    expect(deeper('["\\\\", [[1]]]', 2)).toBe(true);
  });

  it('is right about every value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.nat({ max: 8 }), (value, max) => {
        expect(deeper(JSON.stringify(value), max)).toBe(depthOf(value) > max);
      }),
    );
  });
});
