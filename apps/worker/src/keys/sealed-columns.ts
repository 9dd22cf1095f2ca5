import type { SealedColumn } from '#platform/crypto';

/** Every column that holds sealed secrets. A new one belongs here, or a rotated key leaves it behind. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  { table: 'etsy_connections', column: 'access_token', key: 'id', place: 'id' },
  { table: 'etsy_connections', column: 'refresh_token', key: 'id', place: 'id' },
  { table: 'etsy_oauth_states', column: 'code_verifier', key: 'state_hash', place: 'state_hash' },
  { table: 'messaging_channels', column: 'secrets', key: 'id', place: 'id' },
  { table: 'sellers', column: 'totp_secret', key: 'id', place: 'id' },
  { table: 'admins', column: 'totp_secret', key: 'id', place: 'id' },
  { table: 'wa_creds', column: 'creds', key: 'channel_id', place: 'channel_id' },
  { table: 'wa_inbound', column: 'payload', key: 'n', place: 'channel_id' },
  {
    table: 'wa_keys',
    column: 'value',
    key: `channel_id || '|' || type || '|' || id`,
    place: `channel_id || '|' || type || '|' || id`,
  },
];
