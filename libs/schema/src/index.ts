export { dataSourceOptions, type ConnectionOptions } from './data-source-options.js';
export { schemaState, type SchemaState } from './schema-state.js';
