import type { DayFigures, Usage } from '../../api/contract.js';
import { BarChart, Meter } from '../../ui/bar-chart.js';
import { Card } from '../../ui/parts.js';
import { count, duration, money } from '../../ui/words.js';

/** The day in numbers and two small charts. */
export function DayCards({ figures, products }: { figures: DayFigures; products: number }) {
  const { answered, notAnswered, handedOver, waiting, medianAnswerMs, hours, usage } = figures;
  return (
    <>
      <div className="figures">
        <Figure
          number={answered}
          words={answered === 1 ? 'message answered' : 'messages answered'}
        />
        <Figure number={handedOver} words="handed over to you" />
        <Figure number={notAnswered} words="not answered" isBad={notAnswered > 0} />
        <Figure number={waiting} words="waiting for an answer" />
        <Figure
          number={medianAnswerMs === null ? '–' : duration(medianAnswerMs)}
          words="usual time to answer"
        />
        <Figure number={products} words="products known" />
      </div>
      <div className="columns">
        <Card title="Answers by the hour">
          <BarChart
            values={hours.map((hour) => hour.answered)}
            label={`${count(answered, 'answer')} in the last 24 hours`}
          />
          <Axis />
        </Card>
        <Spending figures={figures} usage={usage} />
      </div>
    </>
  );
}

/** What stands below a chart of the day. */
function Axis() {
  return (
    <p className="row spread hint axis-words">
      <span>this time yesterday</span>
      <span>now</span>
    </p>
  );
}

function Figure(props: { number: number | string; words: string; isBad?: boolean }) {
  const { number, words, isBad = false } = props;
  return (
    <p className={isBad ? 'figure bad' : 'figure'}>
      <strong>{typeof number === 'number' ? number.toLocaleString() : number}</strong>
      <span>{words}</span>
    </p>
  );
}

function Spending({ figures, usage }: { figures: DayFigures; usage: Usage | null }) {
  return (
    <Card title="Spending">
      <BarChart
        values={figures.hours.map((hour) => hour.costMicros)}
        label={`${money(figures.costMicros)} in the last 24 hours`}
      />
      <Axis />
      <p>
        <strong>{money(figures.costMicros)}</strong> since this time yesterday.
      </p>
      {usage && (
        <>
          <Meter
            label="This month"
            value={usage.month.costMicros}
            max={usage.month.limitMicros}
            words={`${money(usage.month.costMicros)} of ${money(usage.month.limitMicros)}`}
          />
          <p className="hint">
            {count(usage.month.runs, 'answer')} this month on the {usage.plan} plan. At the limit
            the agent stops and tells you.
          </p>
        </>
      )}
    </Card>
  );
}
