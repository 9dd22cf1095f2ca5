import { expect, it } from 'vitest';
import { userMessageUuids } from './transcript.js';

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
