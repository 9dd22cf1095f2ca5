export { dataSourceOptions, type ConnectionOptions } from './data-source-options.js';
