/** Small charts, drawn by hand: numbers stand beside them, so they are pictures only. */
const WIDTH = 240;
const HEIGHT = 56;

/** Bars side by side; an empty list draws the base line. */
export function BarChart({ values, label }: { values: number[]; label: string }) {
  const highest = Math.max(1, ...values);
  const step = WIDTH / Math.max(1, values.length);
  return (
    <svg
      className="chart"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <line x1="0" x2={WIDTH} y1={HEIGHT - 1} y2={HEIGHT - 1} className="axis" />
      {values.map((value, index) => {
        const height = value === 0 ? 0 : Math.max(3, (value / highest) * (HEIGHT - 4));
        return (
          <rect
            key={index}
            x={index * step + 1}
            y={HEIGHT - 1 - height}
            width={Math.max(1, step - 2)}
            height={height}
          />
        );
      })}
    </svg>
  );
}

/** How much of a whole is used, as a bar with its words. */
export function Meter(props: { label: string; value: number; max: number; words: string }) {
  const part = props.max > 0 ? Math.min(1, props.value / props.max) : 0;
  const look = part >= 0.8 ? 'meter near' : 'meter';
  return (
    <div className={look}>
      <div className="row spread">
        <span>{props.label}</span>
        <span>{props.words}</span>
      </div>
      <progress value={part} max={1} aria-label={props.label} />
    </div>
  );
}
