import { BlockList, isIPv6 } from 'node:net';

/** From which Telegram calls webhooks: https://core.telegram.org/bots/webhooks, "the short version". */
const TELEGRAM = new BlockList();
TELEGRAM.addSubnet('149.154.160.0', 20, 'ipv4');
TELEGRAM.addSubnet('91.108.4.0', 22, 'ipv4');

/** Whether a request comes from Telegram itself, so far as its address is the caller's (see TRUSTED_PROXIES). */
export function isTelegramAddress(address: string): boolean {
  // The list knows IPv4 addresses in their IPv6 form too.
  return TELEGRAM.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
