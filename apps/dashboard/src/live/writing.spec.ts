import { describe, expect, it } from 'vitest';
import type { LiveEvent } from './event-stream.js';
import { followWriting, writingIn } from './writing.js';

let count = 0;

/** A conversation of its own, and how to tell of it. */
function aConversation(): { id: string; text: () => string; tell: (event: LiveEvent) => void } {
  const id = `cnv_${++count}`;
  return {
    id,
    text: () => writingIn(id),
    tell: (event) =>
      followWriting({ ...event, metadata: { ...event.metadata, conversationId: id } }),
  };
}

const piece = (runId: string, text: string): LiveEvent => ({ type: 'text.delta', runId, text });
const about = (type: string, runId: string): LiveEvent => ({ type, metadata: { runId } });

describe('what the agent is writing', () => {
  it('grows piece by piece, also when its run is announced late', () => {
    const { tell, text } = aConversation();
    tell(piece('run_1', 'We have '));
    tell(about('run.started', 'run_1'));
    tell(piece('run_1', 'mugs.'));
    expect(text()).toBe('We have mugs.');
  });

  it.each(['response', 'run.failed', 'run.superseded'])(
    'goes at %s, and a late piece does not bring it back',
    (type) => {
      const { tell, text } = aConversation();
      tell(piece('run_1', 'We ha'));
      tell(about(type, 'run_1'));
      tell(piece('run_1', 've mugs.'));
      expect(text()).toBe('');
    },
  );

  it.each(['conversation.taken_over', 'conversation.replied', 'conversation.blocked'])(
    'goes at %s for good; the next run is shown again',
    (type) => {
      const { tell, text } = aConversation();
      tell(piece('run_1', 'We ha'));
      tell({ type });
      tell(piece('run_1', 've mugs.'));
      expect(text()).toBe('');
      tell(piece('run_2', 'Yes'));
      expect(text()).toBe('Yes');
    },
  );

  it('begins anew with another run', () => {
    const { tell, text } = aConversation();
    tell(piece('run_1', 'We ha'));
    tell(about('run.started', 'run_2'));
    expect(text()).toBe('');
    tell(piece('run_2', 'Yes'));
    expect(text()).toBe('Yes');
  });
});
