import 'reflect-metadata';
import { afterEach, describe, expect, it } from 'vitest';
import { Metrics, type MetricsServer, serveMetrics } from './index.js';

let server: MetricsServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

describe('serveMetrics', () => {
  it('shows our metrics beside those of Node, and nothing else', async () => {
    const metrics = new Metrics();
    metrics.counter('ifa_runs_total', 'Runs.', ['result']).inc({ result: 'ok' }, 3);
    metrics.gauge('ifa_warm_processes', 'Warm ones.').set(2);
    metrics
      .histogram('ifa_turn_seconds', 'Turns.', ['mode'], [1, 10])
      .observe({ mode: 'buyer' }, 4);
    server = await serveMetrics(metrics.registry, 0);
    const base = `http://127.0.0.1:${server.port}`;
    const text = await (await fetch(`${base}/metrics`)).text();
    expect(text).toContain('ifa_runs_total{result="ok"} 3');
    expect(text).toContain('ifa_warm_processes 2');
    expect(text).toContain('ifa_turn_seconds_bucket{le="10",mode="buyer"} 1');
    expect(text).toContain('nodejs_eventloop_lag_seconds');
    expect((await fetch(`${base}/`)).status).toBe(404);
    expect((await fetch(`${base}/metrics`, { method: 'POST' })).status).toBe(404);
  });

  it('rejects when the port is taken', async () => {
    const metrics = new Metrics();
    server = await serveMetrics(metrics.registry, 0);
    await expect(serveMetrics(metrics.registry, server.port)).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});

describe('Metrics', () => {
  it('refuses a second owner of a name, and keeps two apps apart', () => {
    const metrics = new Metrics();
    metrics.counter('ifa_runs_total', 'Runs.');
    expect(() => metrics.counter('ifa_runs_total', 'Runs.')).toThrow(/already been registered/);
    expect(() => new Metrics().counter('ifa_runs_total', 'Runs.')).not.toThrow();
  });
});
