import { Link } from '@tanstack/react-router';
import type { FirstSteps, Overview } from '../../api/contract.js';
import { Card } from '../../ui/parts.js';
import { doneSteps, GUIDE_STEPS, nextStep } from './guide-steps.js';

/** On the overview until the way is walked: how far it is, and the way on. */
export function GuideCard(props: { overview: Overview; firstSteps: FirstSteps }) {
  const done = doneSteps(props.overview, props.firstSteps);
  if (nextStep(done) === null) return null;
  return (
    <Card title="First steps">
      <progress value={done.size} max={GUIDE_STEPS.length} aria-label="First steps done" />
      <p>
        {done.size} of {GUIDE_STEPS.length} done.{' '}
        <Link to="/start" className="button main">
          {done.size === 0 ? 'Begin' : 'Go on'}
        </Link>
      </p>
    </Card>
  );
}
