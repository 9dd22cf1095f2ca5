export { instantModel as memoryModel } from '../instant-model.js';
