/** Reads every row of a seller, table by table, a batch at a time, all of one moment. */
import { Injectable } from '@nestjs/common';
import { DataSource, type QueryRunner } from 'typeorm';
import { type Db, rows } from '#platform/database';
import type { Id } from '#platform/ids';
import { isExported, type SellerTable, sellerTables, type TableLink } from './seller-tables.js';

const BATCH = 500;

/** Some rows of a table, as they are stored; a table without rows comes once with none. */
export interface ExportBatch {
  table: string;
  rows: unknown[];
}

interface Column {
  table: string;
  name: string;
  type: string;
}

/** Reads whole accounts. */
@Injectable()
export class AccountExportRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Holds one connection until it is read to its end or left. */
  async *read(sellerId: Id<'sel'>): AsyncGenerator<ExportBatch> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.startTransaction('REPEATABLE READ');
      await runner.query('set transaction read only');
      const columns = (await columnsOf(runner.manager)).filter(isExported);
      for (const table of sellerTables(await linksOf(runner.manager))) {
        const names = columns.filter((column) => column.table === table.name);
        if (names.length > 0) yield* readTable(runner, table, names, sellerId);
      }
    } finally {
      if (runner.isTransactionActive) await runner.rollbackTransaction();
      await runner.release();
    }
  }
}

/** A cursor, since an OFFSET would read everything again for each batch. */
async function* readTable(
  runner: QueryRunner,
  table: SellerTable,
  columns: readonly Column[],
  sellerId: Id<'sel'>,
): AsyncGenerator<ExportBatch> {
  const list = columns.map(({ name }) => `"${name}"`).join(', ');
  await runner.query(
    `declare export_rows no scroll cursor for select ${list} from "${table.name}" where ${table.condition}`,
    [sellerId],
  );
  for (let isFirst = true; ; isFirst = false) {
    const batch: unknown = await runner.query(`fetch ${BATCH} from export_rows`);
    const found = Array.isArray(batch) ? batch : [];
    if (found.length > 0 || isFirst) yield { table: table.name, rows: found };
    if (found.length < BATCH) break;
  }
  await runner.query('close export_rows');
}

async function linksOf(db: Db): Promise<TableLink[]> {
  return rows<TableLink>(
    db,
    `select child.relname as child, cc.attname as "column", parent.relname as parent, pc.attname as parent_column
       from pg_constraint k
       join pg_class child on child.oid = k.conrelid
       join pg_class parent on parent.oid = k.confrelid
       join pg_attribute cc on cc.attrelid = k.conrelid and cc.attnum = k.conkey[1]
       join pg_attribute pc on pc.attrelid = k.confrelid and pc.attnum = k.confkey[1]
      where k.contype = 'f' and cardinality(k.conkey) = 1 and k.connamespace = current_schema()::regnamespace
      order by child.relname, cc.attname`,
  );
}

async function columnsOf(db: Db): Promise<Column[]> {
  return rows<Column>(
    db,
    `select table_name as "table", column_name as name, udt_name as type
       from information_schema.columns where table_schema = current_schema()
      order by table_name, ordinal_position`,
  );
}
