/** What a linked device sends to others: messages, receipts, typing; and what the server does with them. */
import { jidDecode, type BinaryNode } from '@whiskeysockets/baileys';
import { nextOutgoingFault } from '../faults.js';
import type { Hub } from '../hub.js';
import type { Companion } from '../phone/companion.js';
import type { Phone } from '../phone/phone.js';
import { bundleOfRetry } from '../wire/key-bundles.js';
import { child, children, node, seconds } from '../wire/nodes.js';

/** The sender's end. */
export interface Sender {
  hub: Hub;
  companion: Companion;
  send(stanza: BinaryNode): void;
  terminate(): void;
}

/** A message to one or more devices, each with its own ciphertext. */
export async function relayMessage(sender: Sender, stanza: BinaryNode): Promise<void> {
  const { hub } = sender;
  const fault = nextOutgoingFault(hub.faults);
  if (fault?.kind === 'swallow') return;
  if (fault?.kind === 'reject') return acknowledge(sender, stanza, String(fault.code));
  if (fault === null) acknowledge(sender, stanza);
  await deliverAll(sender, stanza);
  if (fault?.kind === 'hang_up') sender.terminate();
}

/** Accepts a message, or refuses it with a code. */
function acknowledge(sender: Sender, { attrs }: BinaryNode, error?: string): void {
  if (error !== undefined) sender.hub.emitted({ type: 'refused', id: attrs.id ?? '', code: error });
  sender.send(node('ack', { id: attrs.id, class: 'message', from: attrs.to, t: seconds(), error }));
}

async function deliverAll({ hub, companion }: Sender, stanza: BinaryNode): Promise<void> {
  const readers: Phone[] = [];
  for (const { jid, enc } of ciphertexts(stanza)) {
    const phone = hub.find(jid);
    if (phone === undefined || enc === undefined) continue;
    if (await phone.receive(companion, stanza, enc)) readers.push(phone);
  }
  const owner = hub.find(companion.jid);
  if (owner === undefined || !hub.faults.autoDelivered) return;
  for (const phone of readers) {
    if (phone !== owner) phone.confirm(owner, stanza.attrs.id ?? '', 'delivered');
  }
}

/** The parts of a message that are for phones. Other linked devices are not played here. */
function ciphertexts(
  stanza: BinaryNode,
): { jid: string | undefined; enc: BinaryNode | undefined }[] {
  const parts = children(child(stanza, 'participants'), 'to').map((to) => ({
    jid: to.attrs.jid,
    enc: child(to, 'enc'),
  }));
  parts.push({ jid: stanza.attrs.to, enc: child(stanza, 'enc') });
  return parts.filter(({ jid }) => (jidDecode(jid)?.device ?? 0) === 0);
}

/** A device confirms what it got, or says that it could not read it. */
export async function relayReceipt(sender: Sender, receipt: BinaryNode): Promise<void> {
  const { hub, companion } = sender;
  const { id = '', to, type } = receipt.attrs;
  sender.send(node('ack', { id, class: 'receipt', from: to, type }));
  const phone = hub.find(to);
  const seller = companion.owner.number;
  if (type === 'retry') {
    hub.emitted({ type: 'retry', seller, id });
    const count = child(receipt, 'retry')?.attrs.count ?? '1';
    await phone?.resend(companion, id, bundleOfRetry(receipt), count);
    return;
  }
  const more = children(child(receipt, 'list'), 'item').map((item) => item.attrs.id ?? '');
  for (const each of [id, ...more]) {
    companion.settle('message', each);
    if (phone !== companion.owner) {
      phone?.confirmed(seller, each, type === 'read' ? 'read' : 'delivered');
    }
  }
}

/** A device is typing, or has stopped. */
export function relayTyping({ hub, companion }: Sender, stanza: BinaryNode): void {
  const phone = hub.find(stanza.attrs.to)?.number;
  const state = Array.isArray(stanza.content) ? (stanza.content[0]?.tag ?? '') : '';
  if (phone === undefined) return;
  hub.emitted({ type: 'typing', phone, from: companion.owner.number, state });
}
