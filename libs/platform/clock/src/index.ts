export { Clock, DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, SystemClock } from './clock.js';
export { ClockModule } from './clock.module.js';
