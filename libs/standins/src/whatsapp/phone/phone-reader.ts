/** Reads what a linked device has encrypted for a phone, and asks it to try again, a few times, when it cannot. */
import { proto, unpadRandomMax16, type BinaryNode } from '@whiskeysockets/baileys';
import { bundleParts } from '../wire/key-bundles.js';
import { bytes, node, seconds } from '../wire/nodes.js';
import type { SignalEndpoint } from '../wire/signal-endpoint.js';
import type { Companion } from './companion.js';
import type { Addressed, PhoneHost } from './phone-host.js';

const MAX_RETRIES = 5;

/** See the head of this file. */
export class PhoneReader {
  private readonly retries = new Map<string, number>();

  constructor(
    private readonly phone: Addressed & { readonly endpoint: SignalEndpoint },
    private readonly host: Pick<PhoneHost, 'emitted'>,
  ) {}

  /** The message; null when the device has been asked for it again, or too often already. */
  async read(from: Companion, id: string, enc: BinaryNode): Promise<proto.Message | null> {
    const { endpoint, number: phone } = this.phone;
    try {
      const sealed = bytes(enc);
      const plain = await endpoint.decrypt(from.signalAddress, enc.attrs.type ?? '', sealed);
      return proto.Message.decode(unpadRandomMax16(plain));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.host.emitted({ type: 'undecryptable', phone, from: from.owner.number, id, reason });
      this.askAgain(from, id);
      return null;
    }
  }

  private askAgain(from: Companion, id: string): void {
    const count = (this.retries.get(id) ?? 0) + 1;
    if (count > MAX_RETRIES) return;
    this.retries.set(id, count);
    const bundle = this.phone.endpoint.bundle();
    const t = seconds();
    from.deliver(
      node('receipt', { id, type: 'retry', from: this.phone.lid, t }, [
        node('retry', { count: String(count), id, t, v: '1' }),
        ...bundleParts(bundle, count > 1),
      ]),
    );
  }
}
