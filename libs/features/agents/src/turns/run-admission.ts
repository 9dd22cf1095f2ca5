/**
 * Lets a turn begin while its run is still being written down: the model program takes in what was said meanwhile, and
 * its first request waits at the gateway until the transaction that starts the run has committed. Nothing is asked of a
 * model, and no tool is called, for a run that nobody knows of.
 */
import type { RequestUsage, TurnMeter } from '../sessions/agent-runtime.js';
import type { RunMeter } from '../budget/run-meter.js';
import type { StartVerdict } from './turn-start.service.js';

/** The run was not started after all: taken over, put off, or given up. */
export class RunNotStarted extends Error {
  constructor() {
    super('the run was not started');
  }
}

export class RunAdmission implements TurnMeter {
  private meter: RunMeter | null = null;

  constructor(private readonly starting: Promise<StartVerdict>) {}

  /** @throws RunNotStarted, RunBudgetSpent, or whatever kept the run from being written down */
  readonly authorize = async (): Promise<void> => {
    const verdict = await this.starting;
    if (verdict.kind !== 'started') throw new RunNotStarted();
    this.meter = verdict.meter;
    await verdict.meter.authorize();
  };

  readonly onUsage = (usage: RequestUsage): void => this.meter?.onUsage(usage);
}
