import type { Run } from '../../api/contract.js';
import { duration, money, reasonWords } from '../../ui/words.js';
import { toolWords } from './tool-words.js';

/** The question a tool was asked, as far as it has words. */
function inputWords(input: unknown): string {
  if (typeof input !== 'object' || input === null) return '';
  const query = Reflect.get(input, 'query');
  return typeof query === 'string' ? ` for “${query}”` : '';
}

/** What stands behind an answer: what was looked up, how long it took, what it cost. */
export function RunCard({ run }: { run: Run }) {
  const facts = [
    ...(run.ms === null ? [] : [duration(run.ms)]),
    ...(run.costMicros > 0 ? [money(run.costMicros)] : []),
  ].join(' · ');
  const [first] = run.tools;
  const summary = first ? `Agent ${toolWords(first.name)}` : 'Agent answered at once';
  const more = run.tools.length > 1 ? ` and ${run.tools.length - 1} more` : '';
  return (
    <details className="run">
      <summary>
        {summary}
        {more}
        {facts && <span className="hint"> · {facts}</span>}
      </summary>
      <ol>
        {run.tools.map((tool, index) => (
          <li key={index}>
            {toolWords(tool.name)}
            {inputWords(tool.input)}
            <span className="hint">
              {tool.ms !== null && ` · ${duration(tool.ms)}`}
              {tool.ok === false && ' · did not work'}
            </span>
          </li>
        ))}
      </ol>
      {run.error && <p className="hint bad">{reasonWords(run.error)}</p>}
    </details>
  );
}
