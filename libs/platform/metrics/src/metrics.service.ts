/** The numbers of this process. A metric has one owner, who makes it once and keeps it; names start with `ifa_`. */
import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Makes metrics in a registry of its own, which also holds those of Node. Throws when a name is taken. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** A number that only rises. Labels must have few values: never ids. */
  counter<T extends string = never>(
    name: string,
    help: string,
    labels: readonly T[] = [],
  ): Counter<T> {
    return new Counter({ name, help, labelNames: labels, registers: [this.registry] });
  }

  /** A number that rises and falls. */
  gauge<T extends string = never>(name: string, help: string, labels: readonly T[] = []): Gauge<T> {
    return new Gauge({ name, help, labelNames: labels, registers: [this.registry] });
  }

  /** A spread of values; `buckets` are the upper bounds, in the unit that ends the name. */
  histogram<T extends string = never>(
    name: string,
    help: string,
    labels: readonly T[] = [],
    buckets?: readonly number[],
  ): Histogram<T> {
    return new Histogram({
      name,
      help,
      labelNames: labels,
      registers: [this.registry],
      ...(buckets === undefined ? {} : { buckets: [...buckets] }),
    });
  }
}
