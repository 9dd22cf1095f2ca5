/** What one part says of itself. `no_writes`: it answers and keeps nothing, being a replica or full. */
export type CheckResult = 'ok' | 'no_writes' | 'unreachable';

/** The parts that were asked. */
export class HealthChecksDto {
  api: CheckResult;
  database: CheckResult;
  redis: CheckResult;
}

/** The state of the whole. */
export class HealthDto {
  /** `degraded`: Redis is away or keeps nothing; everything works, live updates and shared limits less well. */
  status: 'healthy' | 'degraded' | 'unhealthy';
  checks: HealthChecksDto;
  timestamp: Date;
}

/** Whether requests should be sent here. */
export class ReadinessDto {
  status: 'ready' | 'not_ready';
}

/** Whether the process runs. */
export class LivenessDto {
  status: 'alive';
}
