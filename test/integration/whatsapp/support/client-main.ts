/** A client in a process of its own. Its store is the parent's, over IPC: it can be killed at any moment without loss. */
import { type Cure, WhatsappConnection, type WhatsappAuthStore } from '#clients/whatsapp';

interface Start {
  wsUrl: string;
  trustRoot: string;
  without: Cure[];
}

interface Reply {
  reply: number;
  value?: unknown;
  error?: string;
}

const open = new Map<number, PromiseWithResolvers<unknown>>();
let calls = 0;

function call<T>(method: keyof WhatsappAuthStore, ...args: unknown[]): Promise<T> {
  calls += 1;
  const answer = Promise.withResolvers<unknown>();
  open.set(calls, answer);
  process.send?.({ call: calls, method, args });
  return answer.promise as Promise<T>;
}

const store: WhatsappAuthStore = {
  load: () => call('load'),
  get: (type, ids) => call('get', type, ids),
  apply: (changes) => call('apply', changes),
  saveCreds: (json) => call('saveCreds', json),
  clear: () => call('clear'),
  journal: (message) => call('journal', message),
};

function start({ wsUrl, trustRoot, without }: Start): void {
  const connection = new WhatsappConnection({ store, wsUrl, trustRoot, without });
  for (const event of ['state', 'message', 'undecryptable'] as const) {
    connection.on(event, (value: unknown) => process.send?.({ event, value }));
  }
  void connection.start();
}

process.on('message', (message: Start | Reply) => {
  if (!('reply' in message)) return start(message);
  const answer = open.get(message.reply);
  open.delete(message.reply);
  if (message.error === undefined) answer?.resolve(message.value);
  else answer?.reject(new Error(message.error));
});
process.on('disconnect', () => process.exit());
