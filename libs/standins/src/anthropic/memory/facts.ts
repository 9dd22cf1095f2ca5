/**
 * Facts that somebody asked to be remembered ("remember that my dog's name is Rex"), read out of all the
 * text of a request. The stand-in keeps nothing, so an answer proves that the request still held the fact.
 */
import type { Conversation } from '../conversation-view.js';

const REMEMBER = /\bremember (?:that )?([^\n.!?]{1,120}?) (?:is|are) ([^\n.!?]{1,200})/gi;
const QUESTION =
  /\b(?:what(?:'s| is| are| was)|do you (?:still )?(?:know|remember)(?: what)?) ([^\n?.!]{1,120}?)(?: is| are)?\s*(?:\?|$)/i;

/** One fact. */
export interface Fact {
  subject: string;
  value: string;
}

/** Facts of some texts by their comparable subject; a later one replaces an earlier one. */
export function factsIn(texts: string[]): Map<string, Fact> {
  const facts = new Map<string, Fact>();
  for (const text of texts) {
    for (const [, subject, value] of text.matchAll(REMEMBER)) {
      if (subject === undefined || value === undefined) continue;
      facts.set(subjectKey(subject), { subject: subject.trim(), value: value.trim() });
    }
  }
  return facts;
}

/** What a message asks for, comparable; undefined where it asks for no fact. */
export function askedSubject(message: string): { key: string; subject: string } | undefined {
  const subject = QUESTION.exec(message)?.[1];
  return subject === undefined ? undefined : { key: subjectKey(subject), subject: subject.trim() };
}

/** All that was said or shown, oldest first: instructions, then each turn. */
export function textsOf(conversation: Conversation): string[] {
  const turns = [...conversation.earlier, conversation.current];
  return [conversation.system, ...turns.flatMap((turn) => [...turn.scaffolding, ...turn.messages])];
}

function subjectKey(subject: string): string {
  return subject
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/^(?:the|my|your|our|a|an) /, '')
    .trim();
}
