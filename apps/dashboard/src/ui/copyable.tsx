import { useRef, useState } from 'react';
import { Button } from './parts.js';

interface CopyableProps {
  label: string;
  text: string;
  /** Several lines, kept as they are. */
  isLong?: boolean;
}

/** A text to take elsewhere, with a button that copies it. Where the browser forbids that, the text is marked instead. */
export function Copyable({ label, text, isLong = false }: CopyableProps) {
  const box = useRef<HTMLElement | null>(null);
  const [outcome, setOutcome] = useState<'copied' | 'marked' | null>(null);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('copied');
    } catch {
      if (box.current) getSelection()?.selectAllChildren(box.current);
      setOutcome('marked');
    }
  };
  const note = (element: HTMLElement | null): void => {
    box.current = element;
  };
  return (
    <div className="copyable" role="group" aria-label={label}>
      <div className="row spread">
        <span className="copy-label">{label}</span>
        <Button aria-label={`Copy: ${label}`} onClick={() => void copy()}>
          {outcome === 'copied' ? 'Copied ✓' : 'Copy'}
        </Button>
      </div>
      {isLong ? (
        <pre ref={note} tabIndex={0} aria-label={label}>
          {text}
        </pre>
      ) : (
        <code ref={note}>{text}</code>
      )}
      <span className={outcome === 'marked' ? 'hint' : 'hidden'} role="status">
        {outcome === 'copied' && 'Copied.'}
        {outcome === 'marked' && 'Press Ctrl+C (on a Mac ⌘C) now: this browser lets no page copy.'}
      </span>
    </div>
  );
}
