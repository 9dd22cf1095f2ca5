import { QueryFailedError } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { AppError } from '#platform/errors';
import { commandFailure, databaseError, wasDatabaseAway } from './database-errors.js';

function queryFailed(code: string): QueryFailedError {
  const driverError = Object.assign(new Error('from the server'), { code, severity: 'ERROR' });
  return new QueryFailedError('select 1', [], driverError);
}

function systemError(fields: Record<string, unknown>): Error {
  return Object.assign(new Error('connect failed'), fields);
}

describe('databaseError', () => {
  it.each([
    queryFailed('57P01'),
    queryFailed('57P03'),
    queryFailed('08006'),
    queryFailed('53100'),
    queryFailed('53300'),
    queryFailed('ECONNRESET'),
    systemError({ code: 'ECONNREFUSED', syscall: 'connect' }),
    systemError({ code: '57P03', severity: 'FATAL' }),
    new QueryFailedError('select 1', [], new Error('Connection terminated unexpectedly')),
    new Error('timeout exceeded when trying to connect'),
    new Error('Database connection provided by a query runner was already released, cannot go on.'),
  ])('says of %s that the database is unavailable', (error) => {
    expect(databaseError(error)).toMatchObject({
      kind: 'unavailable',
      code: 'database.unavailable',
      cause: error,
    });
  });

  it.each(['22021', '22P05'])('blames the caller for text that cannot be stored (%s)', (code) => {
    expect(databaseError(queryFailed(code))?.kind).toBe('invalid');
  });

  it.each([
    queryFailed('23505'),
    queryFailed('42601'),
    systemError({ code: 'ENOENT', syscall: 'open' }),
    new Error('anything'),
    new AppError({ kind: 'upstream', code: 'etsy.down', message: 'Connection terminated' }),
    'text',
    null,
  ])('says nothing about %s', (error) => {
    expect(databaseError(error)).toBeNull();
  });
});

describe('wasDatabaseAway', () => {
  it('also takes a connection that broke while it was being read, which may be that of any server', () => {
    const broken = systemError({ code: 'ECONNRESET', syscall: 'read' });
    expect(databaseError(broken)).toBeNull();
    expect(wasDatabaseAway(broken)).toBe(true);
    expect(wasDatabaseAway(queryFailed('23505'))).toBe(false);
  });
});

describe('commandFailure', () => {
  it('names the address and the reason, also where both addresses of a name refused without a word', () => {
    const refusals = [systemError({ code: 'ECONNREFUSED' }), systemError({ code: 'ECONNREFUSED' })];
    const both = Object.assign(new AggregateError(refusals), { code: 'ECONNREFUSED' });
    expect(commandFailure(both)).toBe('DATABASE_URL: no answer (ECONNREFUSED)');
    expect(commandFailure(queryFailed('57P03'))).toBe('DATABASE_URL: no answer (from the server)');
  });

  it('says what to run on a database without our tables', () => {
    expect(commandFailure(queryFailed('42P01'))).toMatch(/run: npm run migrate$/);
  });

  it('leaves every other error its own words', () => {
    expect(commandFailure(new Error('Give an e-mail address.'))).toBe('Give an e-mail address.');
  });
});
