/** All data of a seller as one JSON document, written while it is read: `{"exportedAt": …, "tables": {"sellers": […], …}}`. */
import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { MINUTE_MS } from '#platform/clock';
import type { Id } from '#platform/ids';
import { AuditLog } from '../audit/audit-log.service.js';
import { exportBusy } from '../auth.errors.js';
import type { SignInOrigin } from '../seller.js';
import { AccountExportRepository } from './account-export.repository.js';
import { withoutSealed } from './seller-tables.js';

// Each holds a connection of the pool for as long as its reader reads.
const AT_ONCE = 2;
const LONGEST_MS = 5 * MINUTE_MS;

/** Exports accounts. */
@Injectable()
export class AccountExport {
  private running = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly accounts: AccountExportRepository,
    private readonly audit: AuditLog,
  ) {}

  /**
   * The document as a stream of bytes. A reader who takes more than five minutes is cut off.
   *
   * @throws AppError `auth.export_busy` (503)
   */
  async stream(sellerId: Id<'sel'>, origin: SignInOrigin): Promise<Readable> {
    if (this.running >= AT_ONCE) throw exportBusy();
    this.running += 1;
    try {
      await this.audit.bySeller(this.dataSource, sellerId, 'account.exported', origin);
    } catch (error) {
      this.running -= 1;
      throw error;
    }
    const stream = Readable.from(this.write(sellerId), { objectMode: false });
    const timer = setTimeout(() => stream.destroy(), LONGEST_MS);
    stream.once('close', () => {
      clearTimeout(timer);
      this.running -= 1;
    });
    return stream;
  }

  private async *write(sellerId: Id<'sel'>): AsyncGenerator<string> {
    yield `{"exportedAt":${JSON.stringify(new Date())},"tables":{`;
    let current: string | null = null;
    let isFirstRow = true;
    for await (const { table, rows } of this.accounts.read(sellerId)) {
      if (table !== current) {
        yield `${current === null ? '' : '],'}\n${JSON.stringify(table)}:[`;
        current = table;
        isFirstRow = true;
      }
      const lines = rows.map((row) => JSON.stringify(row, withoutSealed));
      if (lines.length > 0) yield `${isFirstRow ? '' : ','}\n${lines.join(',\n')}`;
      isFirstRow &&= lines.length === 0;
    }
    yield `${current === null ? '' : ']'}}}\n`;
  }
}
