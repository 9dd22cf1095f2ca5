export { defineJob, personalQueue, type JobContract, type JobData } from './job-contract.js';
export { JobHandler, type HandlesJob, type JobContext } from './job-handler.decorator.js';
export { JobProducer, type EnqueueOptions } from './job-producer.service.js';
export { JobQueues } from './job-queues.service.js';
export { JobSchedules } from './job-schedules.service.js';
export { JobWorkers } from './job-workers.service.js';
export { QueueSettings } from './queue-settings.js';
export { QueueModule, type WorkerOptions } from './queue.module.js';
