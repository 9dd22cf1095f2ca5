export { instantModel as obedientModel } from '../instant-model.js';
