export { instantModel as demoModel } from '../instant-model.js';
