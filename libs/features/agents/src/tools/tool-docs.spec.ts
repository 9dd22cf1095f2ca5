import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TOOLS } from './agent-tools.js';
import type { AgentTool } from './tool.js';

const PAGE = new URL('../../../../../docs/tools.md', import.meta.url);

describe('docs/tools.md', () => {
  it('lists every tool with its modes and its scope', () => {
    // What a tool says of itself does not need its services.
    const tools = TOOLS.map((tool): AgentTool => Reflect.construct(tool, []));
    const lines = readFileSync(PAGE, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) =>
        line
          .split('|')
          .slice(1, 5)
          .map((cell) => cell.trim()),
      );
    expect(lines).toEqual(
      tools.map((tool) => {
        const scope = tool.modes.includes('seller') ? tool.scope : null;
        return [
          `\`${tool.name}\``,
          tool.modes.includes('buyer') ? 'yes' : '',
          tool.modes.includes('seller') ? 'yes' : '',
          scope === null ? '' : `\`${scope}\``,
        ];
      }),
    );
  });
});
