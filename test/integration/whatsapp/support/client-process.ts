/** The parent's side of `client-main.ts`. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Cure, WhatsappAuthStore, WhatsappState } from '#clients/whatsapp';
import { type RunningStandin, until } from './harness.js';

type StoreCall = { call: number; method: keyof WhatsappAuthStore; args: never[] };
type Told = { event: 'state' | 'message' | 'undecryptable'; value: unknown };

export class ClientProcess {
  /** Everything it printed, on both streams. */
  output = '';
  readonly states: WhatsappState[] = [];
  private readonly child: ChildProcess;

  constructor(
    running: RunningStandin,
    private readonly store: WhatsappAuthStore,
    without: Cure[] = [],
  ) {
    const main = fileURLToPath(new URL('client-main.ts', import.meta.url));
    const execArgv = ['--conditions=source', '--import', 'tsx'];
    this.child = fork(main, { execArgv, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    this.child.stdout?.on('data', (data: Buffer) => (this.output += data.toString()));
    this.child.stderr?.on('data', (data: Buffer) => (this.output += data.toString()));
    this.child.on('message', (message: StoreCall | Told) => this.onMessage(message));
    const { wsUrl, standin } = running;
    this.child.send({ wsUrl, trustRoot: standin.rootKeyHex, without });
    onTestFinished(() => this.kill());
  }

  /** Resolves when it is in that state. */
  reached<S extends WhatsappState['state']>(name: S): Promise<WhatsappState> {
    return until(() => {
      const state = this.states.at(-1);
      return state?.state === name ? state : null;
    }, `state ${name} of the process; it printed: ${this.output}`);
  }

  /** SIGKILL; resolves when it is gone. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await once(this.child, 'exit');
  }

  private onMessage(message: StoreCall | Told): void {
    if ('event' in message) {
      if (message.event === 'state') this.states.push(message.value as WhatsappState);
      return;
    }
    const { call, method, args } = message;
    const work = Reflect.apply(this.store[method], this.store, args) as Promise<unknown>;
    work.then(
      (value) => this.answer({ reply: call, value }),
      (error: unknown) => this.answer({ reply: call, error: String(error) }),
    );
  }

  private answer(message: object): void {
    if (this.child.connected) this.child.send(message);
  }
}
