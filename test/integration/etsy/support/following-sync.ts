/** Asking for a sync and watching it over HTTP. */
import { bodyOf, type ParsedJson } from '../../../support/apps/api-app.js';
import { eventually } from '../../../support/eventually.js';
import type { EtsyHouse, HouseSeller } from './etsy-house.js';

/** The states of a sync as the stream tells them, until one fits. */
export async function followSync(
  { api }: EtsyHouse,
  { token }: HouseSeller,
  fits: (state: ParsedJson) => boolean,
): Promise<ParsedJson[]> {
  const answer = await api.fetch('/products/sync/stream', { token });
  const states: ParsedJson[] = [];
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data === undefined || !block.includes('event: sync')) continue;
      states.push(JSON.parse(data));
      if (fits(states.at(-1))) return states;
    }
  }
  throw new Error('the stream ended');
}

/** Asks for a sync and does not wait for its end. */
export async function askForSync({ api }: EtsyHouse, { token }: HouseSeller): Promise<void> {
  const waiting = new AbortController();
  const asked = api
    .fetch('/products/sync', { token, method: 'POST', signal: waiting.signal })
    .catch(() => null);
  await eventually('a sync', async () => {
    const state = await bodyOf(await api.fetch('/products/sync', { token }));
    return state.sync;
  });
  waiting.abort();
  await asked;
}
