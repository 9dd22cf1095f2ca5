/**
 * The numbers of turns, with their names in one place. Counted from the events that a transaction has committed, so the
 * metrics say what the activity log says. What is shared by all workers (backlogs) is set by each of them: take the
 * maximum, not the sum. What each means and when it is an alarm: docs/operations.md.
 */
import { Injectable } from '@nestjs/common';
import { Metrics } from '#platform/metrics';
import type { NewEvent } from '../events/event-log.service.js';

const SECONDS = [0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 20, 30, 60, 120, 300];

/** What waits, over all sellers. */
export interface Backlog {
  /** Messages that nobody has answered yet, by status. */
  inbox: Record<string, number>;
  /** Outgoing messages that wait, are being sent, or ended badly in the last day, by status. */
  deliveries: Record<string, number>;
  /** Age of the oldest message that could be answered now, seconds. */
  oldestDueSeconds: number;
}

@Injectable()
export class TurnMetrics {
  private readonly runs;
  private readonly seconds;
  private readonly modelSeconds;
  private readonly leasesLost;
  private readonly sessions;
  private readonly inbox;
  private readonly deliveries;
  private readonly oldestDue;

  constructor(metrics: Metrics) {
    this.runs = metrics.counter('ifa_agent_runs_total', 'Runs that ended, by outcome.', [
      'outcome',
    ]);
    this.seconds = metrics.histogram(
      'ifa_agent_turn_seconds',
      'From the oldest message of a run being stored to its answer being queued.',
      ['session'],
      SECONDS,
    );
    this.modelSeconds = metrics.histogram(
      'ifa_agent_model_seconds',
      'The part of a turn that the model program took, tools included.',
      ['session'],
      SECONDS,
    );
    this.leasesLost = metrics.counter(
      'ifa_agent_leases_lost_total',
      'Runs that found another worker, or nobody, holding their conversation.',
    );
    this.sessions = metrics.gauge(
      'ifa_agent_idle_sessions',
      'Live model sessions that this worker keeps for the next turn.',
    );
    this.inbox = metrics.gauge('ifa_inbox_messages', 'Messages without an end, by status.', [
      'status',
    ]);
    this.deliveries = metrics.gauge(
      'ifa_deliveries',
      'Outgoing messages: waiting ones, and bad ends of the last 24 hours, by status.',
      ['status'],
    );
    this.oldestDue = metrics.gauge(
      'ifa_inbox_oldest_due_seconds',
      'Age of the oldest message that could be answered now.',
    );
  }

  /** Events that are committed. */
  count(events: NewEvent[]): void {
    for (const { type, metadata } of events) {
      if (type === 'response') this.answered(metadata ?? {});
      if (type === 'run.failed') this.runs.inc({ outcome: String(metadata?.['class']) });
    }
  }

  leaseLost(): void {
    this.leasesLost.inc();
  }

  showSessions(idle: number): void {
    this.sessions.set(idle);
  }

  showBacklog(backlog: Backlog): void {
    this.inbox.reset();
    this.deliveries.reset();
    for (const [status, count] of Object.entries(backlog.inbox)) this.inbox.set({ status }, count);
    for (const [status, count] of Object.entries(backlog.deliveries)) {
      this.deliveries.set({ status }, count);
    }
    this.oldestDue.set(backlog.oldestDueSeconds);
  }

  private answered(metadata: Record<string, unknown>): void {
    const session = metadata['warm'] === true ? 'warm' : 'cold';
    this.runs.inc({ outcome: 'completed' });
    this.modelSeconds.observe({ session }, Number(metadata['ms']) / 1_000);
    this.seconds.observe({ session }, Number(metadata['totalMs']) / 1_000);
  }
}
