import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SecretBox } from '#platform/crypto';
import { isExported, sellerTables, withoutSealed } from './seller-tables.js';

const link = (child: string, parent: string, column = `${parent}_id`) => ({
  child,
  column,
  parent,
  parentColumn: 'id',
});

describe('sellerTables', () => {
  it('finds every table that hangs on a seller, by the shortest way', () => {
    const links = [
      link('events', 'agents'),
      link('events', 'sellers'),
      link('agents', 'sellers'),
      link('lines', 'events'),
      link('admin_sessions', 'admins'),
    ];

    expect(sellerTables(links)).toEqual([
      { name: 'sellers', condition: 'id = $1' },
      { name: 'events', condition: '"sellers_id" = $1' },
      { name: 'agents', condition: '"sellers_id" = $1' },
      {
        name: 'lines',
        condition: '"events_id" in (select "id" from "events" where "sellers_id" = $1)',
      },
    ]);
  });

  it('ends when tables point at themselves or at each other', () => {
    const links = [link('a', 'sellers'), link('a', 'a'), link('b', 'a'), link('a', 'b')];
    expect(sellerTables(links).map(({ name }) => name)).toEqual(['sellers', 'a', 'b']);
  });
});

describe('what is exported', () => {
  it.each([
    'password_hash',
    'access_token',
    'totp_secret',
    'secrets',
    'recovery_code_hashes',
    'code_verifier',
  ])('is never %s', (name) => expect(isExported({ table: 't', name, type: 'text' })).toBe(false));

  it('is what a person wrote or did', () => {
    for (const name of ['email', 'name', 'payload', 'soul_instructions', 'input_tokens_used']) {
      expect(isExported({ table: 't', name, type: 'text' })).toBe(true);
    }
  });

  it('never holds a sealed value, wherever it stands', () => {
    const box = new SecretBox({ currentKeyId: 'k1', keys: { k1: randomBytes(32) } });
    const sealed = box.seal('token', { table: 't', row: 'r', column: 'c' });
    const text = JSON.stringify({ config: { deep: [sealed] }, note: 'a:b' }, withoutSealed);
    expect(JSON.parse(text)).toEqual({ config: { deep: ['[secret]'] }, note: 'a:b' });
  });
});
