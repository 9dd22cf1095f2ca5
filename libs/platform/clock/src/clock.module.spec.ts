import 'reflect-metadata';
import { Test } from '@nestjs/testing';
import { expect, it } from 'vitest';
import { Clock, ClockModule, DAY_MS } from './index.js';

it('provides the machine clock and lets a test put its own in its place', async () => {
  const real = await Test.createTestingModule({ imports: [ClockModule] }).compile();
  expect(Math.abs(real.get(Clock).now().getTime() - Date.now())).toBeLessThan(DAY_MS);

  const fixed = new Date('2026-01-02T03:04:05Z');
  const fake = await Test.createTestingModule({ imports: [ClockModule] })
    .overrideProvider(Clock)
    .useValue({ now: () => fixed })
    .compile();
  expect(fake.get(Clock).now()).toBe(fixed);
});
