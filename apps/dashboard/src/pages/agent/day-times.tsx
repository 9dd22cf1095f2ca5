import { Button } from '../../ui/parts.js';
import type { Span } from './open-days.js';

const SPANS_MAX = 6;

interface DayTimesProps {
  name: string;
  spans: Span[];
  onChange: (spans: Span[]) => void;
}

/** The times of one day; a break in the middle is a second pair. */
export function DayTimes({ name, spans, onChange }: DayTimesProps) {
  const change = (index: number, part: Partial<Span>): void =>
    onChange(spans.map((span, at) => (at === index ? { ...span, ...part } : span)));
  const last = spans.at(-1);
  const canAdd = spans.length < SPANS_MAX && last?.from && last.to;
  return (
    <div className="day">
      <span>{name}</span>
      <div className="spans">
        {spans.map(({ from, to }, index) => {
          const which = index === 0 ? name : `${name}, pair ${index + 1},`;
          return (
            <span key={index} className="span">
              <input
                type="time"
                aria-label={`${which} from`}
                value={from}
                required={to !== ''}
                onChange={(event) => change(index, { from: event.target.value })}
              />
              <span>to</span>
              <input
                type="time"
                aria-label={`${which} to`}
                value={to}
                required={from !== ''}
                onChange={(event) => change(index, { to: event.target.value })}
              />
            </span>
          );
        })}
      </div>
      {canAdd && (
        <Button
          look="quiet"
          aria-label={`Another time on ${name}`}
          onClick={() => onChange([...spans, { from: '', to: '' }])}
        >
          + time
        </Button>
      )}
    </div>
  );
}
