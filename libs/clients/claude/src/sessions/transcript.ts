/** The little this client reads of a transcript (JSONL, one entry a line; a torn last line is possible). */
import { z } from 'zod';

const spokenEntry = z.looseObject({
  type: z.enum(['user', 'assistant']),
  isMeta: z.boolean().optional(),
  message: z.looseObject({ content: z.union([z.string(), z.array(z.unknown())]) }),
});
const textBlock = z.looseObject({ type: z.literal('text'), text: z.string() });

/** What one side said in one go: its text blocks, in order. Calls of tools and their results are left out. */
export interface SpokenTurn {
  role: 'user' | 'assistant';
  texts: string[];
}

const userEntry = z.looseObject({ type: z.literal('user'), uuid: z.string() });

/** uuids of the messages that a transcript holds: the CLI swallows them without a word when they come again. */
export function userMessageUuids(transcript: Buffer | undefined): string[] {
  if (!transcript) return [];
  return transcript
    .toString('utf8')
    .split('\n')
    .filter((line) => line.includes('"type":"user"'))
    .flatMap((line) => {
      const entry = userEntry.safeParse(parse(line));
      return entry.success ? [entry.data.uuid] : [];
    });
}

/** What was said in a transcript, oldest first; entries of one side in a row are one turn. */
export function spokenTurns(transcript: Buffer): SpokenTurn[] {
  const turns: SpokenTurn[] = [];
  for (const line of transcript.toString('utf8').split('\n')) {
    const entry = spokenEntry.safeParse(parse(line));
    if (!entry.success || entry.data.isMeta) continue;
    const { type: role, message } = entry.data;
    const texts = textsOf(message.content);
    if (texts.length === 0) continue;
    const last = turns.at(-1);
    if (last?.role === role) last.texts.push(...texts);
    else turns.push({ role, texts });
  }
  return turns;
}

function textsOf(content: string | unknown[]): string[] {
  if (typeof content === 'string') return [content];
  return content.flatMap((block) => {
    const text = textBlock.safeParse(block);
    return text.success ? [text.data.text] : [];
  });
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
