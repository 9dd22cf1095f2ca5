import 'reflect-metadata';
import { expect, it } from 'vitest';
import { Metrics } from '#platform/metrics';
import { TurnMetrics } from './turn-metrics.service.js';

it('counts runs by outcome and shows what waits', async () => {
  const metrics = new Metrics();
  const turns = new TurnMetrics(metrics);
  turns.count([
    { type: 'response', metadata: { ms: 900, totalMs: 2_900, warm: true } },
    { type: 'handoff.requested' },
    { type: 'run.failed', metadata: { class: 'rate_limited' } },
  ]);
  turns.leaseLost();
  turns.showBacklog({ inbox: { queued: 3 }, deliveries: { unknown: 1 }, oldestDueSeconds: 7 });
  turns.showBacklog({ inbox: { processing: 2 }, deliveries: {}, oldestDueSeconds: 0 });
  const text = await metrics.registry.metrics();
  expect(text).toContain('ifa_agent_runs_total{outcome="completed"} 1');
  expect(text).toContain('ifa_agent_runs_total{outcome="rate_limited"} 1');
  expect(text).toContain('ifa_agent_turn_seconds_bucket{le="3",session="warm"} 1');
  expect(text).toContain('ifa_agent_turn_seconds_bucket{le="2",session="warm"} 0');
  expect(text).toContain('ifa_agent_leases_lost_total 1');
  expect(text).toContain('ifa_inbox_messages{status="processing"} 2');
  expect(text).not.toContain('status="queued"');
  expect(text).not.toContain('status="unknown"');
});
