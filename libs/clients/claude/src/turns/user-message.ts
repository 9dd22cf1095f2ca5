/** Messages to the CLI. Each carries a uuid, by which the CLI knows one that it has had before. */
import type { randomUUID } from 'node:crypto';
import type { SDKUserMessage } from '@anthropic-ai/claude-agent-sdk';
import { ClaudeError } from '../claude.errors.js';
import type { ContentBlock } from './turn.js';

/** A message of ours as the SDK takes it. */
export function userMessage(uuid: string, content: ContentBlock[]): SDKUserMessage {
  return {
    type: 'user',
    uuid: toUuid(uuid),
    message: { role: 'user', content },
    parent_tool_use_id: null,
  };
}

type Uuid = ReturnType<typeof randomUUID>;

function toUuid(text: string): Uuid {
  if (!isUuid(text)) throw new ClaudeError('closed', 'a message needs a uuid');
  return text;
}

/** Whether a text is a uuid: the CLI would take anything else for the title of some session. */
export function isUuid(text: string): text is Uuid {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
