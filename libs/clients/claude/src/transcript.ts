/** The little this client reads of a transcript (JSONL, one entry a line; a torn last line is possible). */
import { z } from 'zod';

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

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
