import type { FormEvent } from 'react';
import type { Agent, AgentConfig, Usage } from '../../api/contract.js';
import { useChange, useRead } from '../../api/use-api.js';
import { Meter } from '../../ui/bar-chart.js';
import { Button, Card, Field, Note, Problem } from '../../ui/parts.js';
import { money } from '../../ui/words.js';

/** A setting as a number in a person's unit. */
interface Limit {
  name: keyof AgentConfig;
  label: string;
  hint: string;
  /** One of the person's units in the API's. */
  unit: number;
  usual: number;
  min: number;
  max: number;
}

const LIMITS: readonly Limit[] = [
  {
    name: 'debounceMs',
    label: 'Wait for more words (seconds)',
    hint: 'Buyers often write in several short messages. The agent waits this long, then answers all at once.',
    unit: 1_000,
    usual: 2,
    min: 0,
    max: 15,
  },
  {
    name: 'maxAnswerAgeMs',
    label: 'Too old to answer (hours)',
    hint: 'Older messages are listed under “Not answered” instead.',
    unit: 3_600_000,
    usual: 12,
    min: 1,
    max: 168,
  },
  {
    name: 'takeoverMs',
    label: 'When you take over, the agent stays silent for (hours)',
    hint: 'Then it goes on by itself, unless you hand back earlier.',
    unit: 3_600_000,
    usual: 4,
    min: 1,
    max: 168,
  },
  {
    name: 'escalateAfterMs',
    label: 'When a buyer waits for you, tell you again after (minutes)',
    hint: 'As long as nobody has answered them.',
    unit: 60_000,
    usual: 30,
    min: 1,
    max: 10_080,
  },
  {
    name: 'buyerMessagesPerMinute',
    label: 'Messages of one buyer in a minute',
    hint: 'What goes beyond is not answered; the buyer is told once.',
    unit: 1,
    usual: 60,
    min: 1,
    max: 600,
  },
  {
    name: 'buyerMessagesPerDay',
    label: 'Messages of one buyer in a day',
    hint: 'Against people who play with your agent at your cost.',
    unit: 1,
    usual: 500,
    min: 1,
    max: 10_000,
  },
];

export function Limits({ agent }: { agent: Agent }) {
  const save = useChange(['/agents/me']);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const config = Object.fromEntries(
      LIMITS.map(({ name, unit }) => [name, Math.round(Number(form.get(name)) * unit)]),
    );
    const escalateHandBack = form.get('escalateHandBack') === 'on';
    const body = { config: { ...config, escalateHandBack } };
    save.mutate({ method: 'PATCH', path: '/agents/me', body });
  };
  return (
    <Card title="Limits">
      <Spending />
      <form onSubmit={submit}>
        {LIMITS.map((limit) => (
          <Field key={limit.name} label={limit.label} hint={limit.hint}>
            {(ids) => (
              <input
                {...ids}
                type="number"
                name={limit.name}
                min={limit.min}
                max={limit.max}
                step="any"
                required
                defaultValue={valueOf(agent.config, limit)}
              />
            )}
          </Field>
        ))}
        <label className="check">
          <input
            type="checkbox"
            name="escalateHandBack"
            defaultChecked={agent.config?.escalateHandBack ?? false}
          />{' '}
          After that time the agent goes on with a waiting buyer by itself
        </label>
        <Problem error={save.error} />
        {save.isSuccess && <Note tone="good">Saved.</Note>}
        <Button type="submit" look="main" busy={save.isPending}>
          Save
        </Button>
      </form>
    </Card>
  );
}

function valueOf(config: AgentConfig | undefined, { name, unit, usual }: Limit): number {
  const value = config?.[name];
  return typeof value === 'number' ? value / unit : usual;
}

function Spending() {
  const { data } = useRead<Usage>('/agents/me/usage');
  if (!data) return null;
  const { costMicros, limitMicros } = data.month;
  return (
    <Meter
      label="Money spent this month"
      value={costMicros}
      max={limitMicros}
      words={`${money(costMicros)} of ${money(limitMicros)}`}
    />
  );
}
