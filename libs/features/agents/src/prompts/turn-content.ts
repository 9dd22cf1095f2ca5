/**
 * What a turn says to the model: one block of ours, then each message in a block of its own, byte for byte as it was
 * written. Blocks, not marks in the text, keep a buyer's words apart from ours: nothing a buyer types can close one.
 */
import type { TurnContent } from '../agent-runtime.js';

export interface TurnMessage {
  text: string;
  senderName: string;
  media?: { kind: 'image' | 'voice' | 'other'; note?: string }[];
}

/**
 * @param now instant of the turn
 * @param timeZone IANA zone of the shop
 */
export function turnContent(
  messages: TurnMessage[],
  context: { now: Date; timeZone: string; channel: string },
): TurnContent[] {
  const sender = messages.at(-1)?.senderName ?? '';
  const about = [
    `Now: ${localTime(context.now, context.timeZone)} (${context.timeZone}).`,
    `Channel: ${context.channel}.`,
    sender === '' ? '' : `Writer's display name (chosen by them): ${quoted(sender)}.`,
  ];
  return [
    { type: 'text', text: `[context] ${about.filter((line) => line !== '').join(' ')}` },
    ...messages.flatMap(blocksOf),
  ];
}

function blocksOf(message: TurnMessage): TurnContent[] {
  const blocks: TurnContent[] = (message.media ?? []).map((medium) => ({
    type: 'text',
    text: `[context] ${CANNOT_SEE[medium.kind]}`,
  }));
  // The Messages API refuses empty blocks.
  if (message.text.trim() !== '') blocks.push({ type: 'text', text: message.text });
  return blocks;
}

const CANNOT_SEE = {
  image: 'The writer sent a picture that you cannot see. Ask them to describe it.',
  voice: 'The writer sent a voice note. You cannot listen to it; ask them to write.',
  other: 'The writer sent something that is not text. You cannot see it; ask them to write.',
} as const;

function quoted(name: string): string {
  return JSON.stringify(name.replace(/\s+/g, ' ').slice(0, 80));
}

function localTime(now: Date, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    dateStyle: 'full',
    timeStyle: 'short',
  });
  return format.format(now);
}
