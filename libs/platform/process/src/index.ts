export { SetupError } from './setup-error.js';
export { type AppPlan, runApp } from './run-app.js';
