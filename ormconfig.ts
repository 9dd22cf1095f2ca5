/** The data source of the TypeORM command line (`npm run migrate`, `npm run migration:…`). */
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '#schema';

export default new DataSource(dataSourceOptions(process.env['DATABASE_URL'] ?? ''));
