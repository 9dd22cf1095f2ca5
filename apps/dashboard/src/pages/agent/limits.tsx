import type { FormEvent } from 'react';
import type { Agent, AgentConfig, Usage } from '../../api/contract.js';
import { useChange, useRead } from '../../api/use-api.js';
import { useFormDraft, type Values } from '../../api/use-form-draft.js';
import { Meter } from '../../ui/bar-chart.js';
import { FormEnd } from '../../ui/form-end.js';
import { Card, Field } from '../../ui/parts.js';
import { money } from '../../ui/words.js';

type LimitName = Exclude<keyof AgentConfig, 'escalateHandBack' | 'timeZone' | 'language' | 'hours'>;

/** A setting as a number in a person's unit. */
interface Limit {
  name: LimitName;
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

const HAND_BACK = 'After that time the agent goes on with a waiting buyer by itself';

export function Limits({ agent }: { agent: Agent }) {
  const save = useChange(['/agents/me']);
  const form = useFormDraft('limits', valuesOf(agent.config));
  const { values, set } = form;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const body = { config: configOf(values) };
    // Not by a callback of `mutate`: that is forgotten when another tab is opened meanwhile.
    void save
      .mutateAsync({ method: 'PATCH', path: '/agents/me', body })
      .then(() => form.forget(values))
      .catch(() => {});
  };
  return (
    <Card title="Limits">
      <Spending />
      <form onSubmit={submit}>
        {LIMITS.map(({ name, label, hint, min, max }) => (
          <Field key={name} label={label} hint={hint}>
            {(ids) => (
              <input
                {...ids}
                type="number"
                min={min}
                max={max}
                step="any"
                required
                value={values[name]}
                onChange={(event) => set(name, event.target.value)}
              />
            )}
          </Field>
        ))}
        <label className="check">
          <input
            type="checkbox"
            checked={values.escalateHandBack === 'yes'}
            onChange={(event) => set('escalateHandBack', event.target.checked ? 'yes' : 'no')}
          />{' '}
          {HAND_BACK}
        </label>
        <FormEnd form={form} words={wordsOf} save={save} />
      </form>
    </Card>
  );
}

type LimitValues = Values<LimitName | 'escalateHandBack'>;

/** What the API says, for the form. */
function valuesOf(config: AgentConfig): LimitValues {
  const numbers = LIMITS.map(({ name, unit, usual }) => {
    const value = config[name];
    return [name, String(typeof value === 'number' ? value / unit : usual)];
  });
  const escalateHandBack = config.escalateHandBack ? 'yes' : 'no';
  return { ...(Object.fromEntries(numbers) as Values<LimitName>), escalateHandBack };
}

/** What the form says, as the API wants it. */
function configOf(values: LimitValues): AgentConfig {
  const numbers = LIMITS.map(({ name, unit }) => [name, Math.round(Number(values[name]) * unit)]);
  return {
    ...(Object.fromEntries(numbers) as Record<LimitName, number>),
    escalateHandBack: values.escalateHandBack === 'yes',
  };
}

function wordsOf(name: keyof LimitValues, value: string): string {
  const label = LIMITS.find((limit) => limit.name === name)?.label ?? HAND_BACK;
  return `${label}: ${value}`;
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
