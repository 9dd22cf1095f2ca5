/**
 * Posts signed messages to addresses that sellers gave us. Names are resolved here and every address is checked before
 * the connection is made, so that a seller's URL cannot reach into our own network.
 */
import { lookup } from 'node:dns';
import { isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import { Webhook } from 'standardwebhooks';
import { Agent, fetch } from 'undici';
import { AppConfig } from '#platform/config';
import type { SendOutcome } from '../channels/channel-driver.js';
import { isPublicAddress } from './public-address.js';

const TIMEOUT_MS = 15_000;

export interface WebhookTarget {
  url: string;
  /** `whsec_…`; each of them signs. */
  secrets: string[];
  /** Stays the same over retries: the receiver knows a repeat by it. */
  id: string;
}

@Injectable()
export class WebhookSenderService {
  private readonly agent: Agent;
  private readonly mayUseLoopback: boolean;

  constructor(config: AppConfig) {
    const mayUseLoopback = config.nodeEnv !== 'production';
    this.mayUseLoopback = mayUseLoopback;
    this.agent = new Agent({
      connect: {
        timeout: 5_000,
        lookup: (hostname, options, callback) => {
          lookup(hostname, { ...options, all: true }, (error, addresses) => {
            if (error) return callback(error, []);
            const allowed = addresses.filter(({ address }) =>
              isPublicAddress(address, mayUseLoopback),
            );
            if (allowed.length === 0) {
              return callback(new Error(`${hostname} has no public address`), []);
            }
            callback(null, allowed);
          });
        },
      },
    });
  }

  /** Whether a URL may be called at all (with a name and password in it none can be); a name is looked up (and its addresses checked) only when it is called. */
  isAllowed(url: string): boolean {
    const parsed = URL.parse(url);
    if (!parsed || !['http:', 'https:'].includes(parsed.protocol)) return false;
    if (parsed.username !== '' || parsed.password !== '') return false;
    // No look-up is made for an address: it is checked here.
    const host = parsed.hostname.replace(/^\[|\]$/g, '');
    return isIP(host) === 0 || isPublicAddress(host, this.mayUseLoopback);
  }

  /** One try; what came of it says whether another may follow (the id makes a repeat harmless). */
  async post(target: WebhookTarget, body: Record<string, unknown>): Promise<SendOutcome> {
    if (!this.isAllowed(target.url)) return { status: 'failed', reason: 'address_not_public' };
    const payload = JSON.stringify(body);
    const sentAt = new Date();
    try {
      const response = await fetch(target.url, {
        method: 'POST',
        redirect: 'manual',
        dispatcher: this.agent,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: {
          'content-type': 'application/json',
          'webhook-id': target.id,
          'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1_000)),
          'webhook-signature': target.secrets
            .map((secret) => new Webhook(secret).sign(target.id, sentAt, payload))
            .join(' '),
        },
        body: payload,
      });
      await response.body?.cancel();
      return judge(response.status);
    } catch {
      // A receiver knows a repeated id, so an unknown outcome may be repeated here.
      return { status: 'retry', afterMs: 5_000, reason: 'unreachable' };
    }
  }
}

function judge(status: number): SendOutcome {
  if (status >= 200 && status < 300) return { status: 'sent', externalId: null };
  if (status === 410) return { status: 'failed', reason: 'gone', channelDead: true };
  return { status: 'retry', afterMs: 5_000, reason: `status_${status}` };
}
