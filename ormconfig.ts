/** For TypeORM's command line: node --import tsx node_modules/typeorm/cli.js migration:show -d ormconfig.ts */
import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '#schema';

const url = process.env['DATABASE_URL'];
if (url === undefined) throw new Error('DATABASE_URL: is missing');

export default new DataSource(dataSourceOptions(url));
