import type { SealedColumn } from '#platform/crypto';

/**
 * Every column that holds sealed secrets. A new one belongs here, or a rotated key leaves it behind: the test beside this
 * file fails for a place that seals and is not known there.
 */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  { table: 'etsy_connections', column: 'access_token', key: 'id', place: 'id' },
  { table: 'etsy_connections', column: 'refresh_token', key: 'id', place: 'id' },
  { table: 'etsy_oauth_states', column: 'code_verifier', key: 'state_hash', place: 'state_hash' },
  { table: 'messaging_channels', column: 'secrets', key: 'id', place: 'id' },
  {
    table: 'notification_settings',
    column: 'webhook_secret',
    key: 'seller_id',
    place: 'seller_id',
  },
  { table: 'sellers', column: 'totp_secret', key: 'id', place: 'id' },
  { table: 'admins', column: 'totp_secret', key: 'id', place: 'id' },
  {
    // The key of a WhatsApp file that may still be fetched. Other platforms' references are no secrets and stand open.
    table: 'agent_inbox',
    column: 'payload',
    key: 'id',
    place: `'whatsapp'`,
    inside: {
      path: '{media,0,note}',
      where: `source = 'whatsapp' and payload #>> '{media,0,kind}' in ('image', 'voice')`,
      name: 'media',
    },
  },
  { table: 'wa_creds', column: 'creds', key: 'channel_id', place: 'channel_id' },
  { table: 'wa_inbound', column: 'payload', key: 'n', place: 'channel_id' },
  {
    table: 'wa_keys',
    column: 'value',
    key: `channel_id || '|' || type || '|' || id`,
    place: `channel_id || '|' || type || '|' || id`,
  },
];
