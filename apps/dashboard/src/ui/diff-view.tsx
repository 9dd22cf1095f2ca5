import { diffLines } from './text-diff.js';

const SIGNS = { same: ' ', added: '+', removed: '−' } as const;
const WORDS = { same: '', added: 'added: ', removed: 'removed: ' } as const;

/** Two texts, with what was removed and what was added. */
export function DiffView({ before, after }: { before: string; after: string }) {
  return (
    <div className="diff" role="group" aria-label="What changes">
      {diffLines(before, after).map((line, index) => (
        <div key={index} className={line.kind}>
          <span aria-hidden="true">{SIGNS[line.kind]} </span>
          <span className="hidden">{WORDS[line.kind]}</span>
          {line.text || ' '}
        </div>
      ))}
    </div>
  );
}
