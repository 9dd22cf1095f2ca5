/**
 * What the server answers to a linked device's questions. A question that is not known gets an empty result, since
 * Baileys asks much that does not matter here (pings, statistics, privacy tokens).
 */
import { isLidUser, jidDecode, type BinaryNode } from '@whiskeysockets/baileys';
import type { Hub } from '../hub.js';
import type { Companion } from '../phone/companion.js';
import type { Phone } from '../phone/phone.js';
import { bundleAnswer, readKey } from '../wire/key-bundles.js';
import { bytes, child, children, firstTag, leaf, node } from '../wire/nodes.js';
import type { KeyBundle } from '../wire/signal-endpoint.js';

/** Who asks. */
export interface Asker {
  hub: Hub;
  companion: Companion;
}

type Answer = BinaryNode[] | { error: string; text: string };
type Answerer = (asker: Asker, question: BinaryNode) => Answer;

/** A number of one-time keys that makes Baileys upload five instead of 812. */
const NEARLY_NONE = 1;

const ANSWERS: Record<string, Answerer> = {
  'encrypt/count': ({ hub, companion }) => {
    const real = companion.state.preKeys.length;
    const told = real === 0 && hub.options.preKeyUpload === 'small' ? NEARLY_NONE : real;
    return [node('count', { value: String(told) })];
  },
  'encrypt/digest': () => [node('digest')],
  'encrypt/registration': ({ companion }, question) => {
    storeUpload(companion, question);
    return [];
  },
  'encrypt/key': ({ hub }, question) => {
    const users = children(child(question, 'key'), 'user');
    return [
      leaf(
        'list',
        users.map((user) => keysOf(hub, user.attrs.jid ?? '')),
      ),
    ];
  },
  'usync/usync': ({ hub }, question) => [usync(hub, child(question, 'usync'))],
  'abt/props': () => [node('props', { hash: 'standin' }, [])],
  'blocklist/': () => [node('list', {}, [])],
  'privacy/privacy': () => [
    leaf('privacy', [node('category', { name: 'readreceipts', value: 'all' })]),
  ],
  'w:sync:app:state/sync': (_asker, question) => [
    leaf(
      'sync',
      children(child(question, 'sync'), 'collection').map(({ attrs }) =>
        node('collection', { name: attrs.name, version: attrs.version, has_more_patches: 'false' }),
      ),
    ),
  ],
  'w:profile:picture/picture': () => ({ error: '404', text: 'item-not-found' }),
};

/** The answer to one question. */
export function answerIq(asker: Asker, question: BinaryNode): Answer {
  const topic = `${question.attrs.xmlns ?? ''}/${firstTag(question)}`;
  return ANSWERS[topic]?.(asker, question) ?? [];
}

/** Takes the public keys that a device uploads for strangers to write to it. */
function storeUpload(companion: Companion, upload: BinaryNode): void {
  const keys = child(upload, 'list')?.content;
  for (const part of Array.isArray(keys) ? keys : []) {
    const { id, value } = readKey(part);
    companion.state.preKeys.push({ id, value: value.toString('base64') });
  }
  const signed = readKey(child(upload, 'skey'));
  companion.state.signedPreKey = {
    id: signed.id,
    value: signed.value.toString('base64'),
    signature: signed.signature.toString('base64'),
  };
  companion.owner.saved();
}

function keysOf(hub: Hub, jid: string): BinaryNode {
  const bundle = bundleOf(hub.find(jid), jidDecode(jid)?.device ?? 0);
  if (bundle !== null && hub.faults.forgeBundles) {
    bundle.signedPreKey.signature = hub.forgedSignature();
  }
  return bundleAnswer(jid, bundle);
}

function bundleOf(phone: Phone | undefined, device: number): KeyBundle | null {
  if (device === 0) return phone?.endpoint.bundle() ?? null;
  return phone?.companions.get(device)?.takeBundle() ?? null;
}

function usync(hub: Hub, question: BinaryNode | undefined): BinaryNode {
  const query = child(question, 'query')?.content;
  const wanted = new Set(Array.isArray(query) ? query.map((part) => part.tag) : []);
  const users = children(child(question, 'list'), 'user').map((user) => {
    const digits = bytes(child(user, 'contact')).toString().replace(/\D/g, '');
    const jid = user.attrs.jid ?? `${digits}@s.whatsapp.net`;
    return node('user', { jid }, factsAbout(hub.find(jid), jid, wanted));
  });
  return leaf('usync', [leaf('list', users)]);
}

function factsAbout(phone: Phone | undefined, jid: string, wanted: Set<string>): BinaryNode[] {
  const facts: BinaryNode[] = [];
  if (wanted.has('contact')) facts.push(node('contact', { type: phone ? 'in' : 'out' }));
  if (phone === undefined) return facts;
  if (wanted.has('devices')) {
    const linked = [...phone.companions.keys()].map((id) =>
      node('device', { id: String(id), 'key-index': '1' }),
    );
    facts.push(leaf('devices', [leaf('device-list', [node('device', { id: '0' }), ...linked])]));
  }
  if (wanted.has('lid') && isLidUser(jid) !== true) facts.push(node('lid', { val: phone.lid }));
  return facts;
}
