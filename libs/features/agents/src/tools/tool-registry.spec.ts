import { expect, it } from 'vitest';
import { z } from 'zod';
import type { AgentTool, ToolScope } from './tool.js';
import { ToolRegistry } from './tool-registry.js';

it('gives a tool only what can be stored: its notes are written with the run', async () => {
  let given: unknown = null;
  const tool: AgentTool = {
    name: 'note',
    description: 'Notes.',
    modes: ['buyer'],
    scope: null,
    inputSchema: { text: z.string() },
    run: (input) => {
      given = input;
      return Promise.resolve({ body: { ok: true } });
    },
  };
  const [bound] = new ToolRegistry([tool]).bind({ mode: 'buyer' } as ToolScope, () => undefined);
  await bound?.run({ text: 'a\0b \ud83d' }, { signal: new AbortController().signal });
  expect(given).toEqual({ text: 'ab \ufffd' });
});
