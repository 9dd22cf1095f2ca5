import { expect, it } from 'vitest';
import { spokenTurns, userMessageUuids } from './transcript.js';

it('finds the messages of a transcript, past torn and foreign lines', () => {
  const lines = [
    '{"type":"user","uuid":"a","message":{}}',
    '{"type":"assistant","uuid":"b"}',
    '{"type":"user","message":{}}',
    '{"type":"user","uuid":"c"}',
    '{"type":"user","uuid":"to',
  ];
  expect(userMessageUuids(Buffer.from(lines.join('\n')))).toEqual(['a', 'c']);
  expect(userMessageUuids(undefined)).toEqual([]);
});

it('tells what was said, without tools and without what the program added itself', () => {
  const entries = [
    {
      type: 'user',
      message: {
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      },
    },
    { type: 'assistant', message: { content: [{ type: 'text', text: 'I look.' }] } },
    { type: 'assistant', message: { content: [{ type: 'tool_use', name: 'search' }] } },
    { type: 'user', message: { content: [{ type: 'tool_result', content: 'found' }] } },
    { type: 'assistant', message: { content: [{ type: 'text', text: 'Here.' }] } },
    { type: 'user', isMeta: true, message: { content: 'not said by anybody' } },
    { type: 'user', message: { content: 'thanks' } },
  ];
  const transcript = Buffer.from(entries.map((entry) => JSON.stringify(entry)).join('\n'));
  expect(spokenTurns(transcript)).toEqual([
    { role: 'user', texts: ['a', 'b'] },
    { role: 'assistant', texts: ['I look.', 'Here.'] },
    { role: 'user', texts: ['thanks'] },
  ]);
});
