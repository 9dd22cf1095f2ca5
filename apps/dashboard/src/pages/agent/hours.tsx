import { type FormEvent, useState } from 'react';
import type { Agent, AgentConfig } from '../../api/contract.js';
import { useChange } from '../../api/use-api.js';
import { type FormDraft, useFormDraft, type Values } from '../../api/use-form-draft.js';
import { FormEnd } from '../../ui/form-end.js';
import { Card, Field } from '../../ui/parts.js';
import { DayTimes } from './day-times.js';
import {
  type Day,
  onEachDay,
  openDaysOf,
  spansOf,
  spansOfText,
  textOfSpans,
  WEEKDAYS,
} from './open-days.js';

const LANGUAGES = [
  'English',
  'German',
  'French',
  'Spanish',
  'Italian',
  'Dutch',
  'Portuguese',
  'Turkish',
];

const BUYERS_OWN = "The buyer's own";

const OUTSIDE = {
  wait: 'Messages wait until the agent answers again',
  answer: 'The agent answers all the same, after the line below',
} as const;

const LABELS = {
  language: 'Language of the answers',
  timeZone: 'Your time zone',
  outside: 'Outside these hours',
  line: 'What buyers read outside these hours',
} as const;

type HoursField = Day | keyof typeof LABELS;

/** What has no place among what is saved while there are no hours, and what stands there then. */
const OF_HOURS = [
  ['outside', 'wait'],
  ['line', ''],
] as const;

const IDLE =
  'Not saved, since no times are set above. It is kept in this browser tab until you set some.';

export function Hours({ agent }: { agent: Agent }) {
  const save = useChange(['/agents/me']);
  const form = useFormDraft('hours', valuesOf(agent.config));
  const { values, set } = form;
  const config = configOf(values);
  const idle: HoursField[] = OF_HOURS.filter(
    ([name, none]) => config.hours === null && values[name] !== none,
  ).map(([name]) => name);
  const whyNot = (name: HoursField) => (idle.includes(name) ? IDLE : undefined);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    form.hold(idle);
    // Not by a callback of `mutate`: that is forgotten when another tab is opened meanwhile.
    void save
      .mutateAsync({ method: 'PATCH', path: '/agents/me', body: { config } })
      .then(() => form.forget(values, idle))
      .catch(() => {});
  };
  return (
    <Card title="Hours and language" about="Without hours the agent answers day and night.">
      <form onSubmit={submit}>
        <LanguageAndZone form={form} />
        <fieldset>
          <legend>The agent answers</legend>
          {WEEKDAYS.map(([day, name]) => (
            <DayTimes
              key={day}
              name={name}
              spans={spansOfText(values[day])}
              onChange={(spans) => set(day, textOfSpans(spans))}
            />
          ))}
        </fieldset>
        <Field label={LABELS.outside} error={whyNot('outside')}>
          {(ids) => (
            <select
              {...ids}
              value={values.outside}
              onChange={(event) => set('outside', event.target.value)}
            >
              {Object.entries(OUTSIDE).map(([value, words]) => (
                <option key={value} value={value}>
                  {words}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={LABELS.line} error={whyNot('line')}>
          {(ids) => (
            <input
              {...ids}
              maxLength={500}
              value={values.line}
              onChange={(event) => set('line', event.target.value)}
            />
          )}
        </Field>
        <FormEnd form={form} besides={idle} words={wordsOf} save={save} />
      </form>
    </Card>
  );
}

/** What the API says, for the form. */
function valuesOf({ language, timeZone, hours }: AgentConfig): Values<HoursField> {
  const days = spansOf(hours?.days);
  return {
    language: language ?? '',
    timeZone: timeZone ?? hereZone(),
    ...onEachDay((day) => textOfSpans(days[day])),
    outside: hours?.outside ?? 'wait',
    line: hours?.outOfHoursLine ?? '',
  };
}

/** What the form says, as the API wants it. */
function configOf(values: Values<HoursField>): AgentConfig {
  const days = openDaysOf(onEachDay((day) => spansOfText(values[day])));
  const outside = values.outside === 'answer' ? 'answer' : 'wait';
  return {
    timeZone: values.timeZone,
    language: values.language || null,
    hours: days && { days, outOfHoursLine: values.line.trim(), outside },
  };
}

function wordsOf(name: HoursField, value: string): string {
  switch (name) {
    case 'language':
      return `${LABELS.language}: ${value || BUYERS_OWN}`;
    case 'timeZone':
    case 'line':
      return `${LABELS[name]}: ${value}`;
    case 'outside':
      return `${LABELS.outside}: ${value === 'answer' ? OUTSIDE.answer : OUTSIDE.wait}`;
    default:
      return `${DAY_NAMES.get(name)}: ${spansInWords(value)}`;
  }
}

const DAY_NAMES = new Map(WEEKDAYS);

function spansInWords(text: string): string {
  const spans = spansOfText(text).filter(({ from, to }) => from !== '' || to !== '');
  return spans.map(({ from, to }) => `${from || '…'} to ${to || '…'}`).join(', ') || 'no times';
}

const hereZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

function LanguageAndZone({ form: { values, saved, set } }: { form: FormDraft<HoursField> }) {
  const [known] = useState(() => Intl.supportedValuesOf('timeZone'));
  // A browser may call its own zone by a name that its list does not have.
  const zones = new Set([saved.timeZone, values.timeZone, hereZone(), 'UTC', ...known]);
  const languages = new Set([...LANGUAGES, saved.language, values.language].filter(Boolean));
  return (
    <>
      <Field label={LABELS.language}>
        {(ids) => (
          <select
            {...ids}
            value={values.language}
            onChange={(event) => set('language', event.target.value)}
          >
            <option value="">{BUYERS_OWN}</option>
            {[...languages].map((language) => (
              <option key={language}>{language}</option>
            ))}
          </select>
        )}
      </Field>
      <Field label={LABELS.timeZone}>
        {(ids) => (
          <select
            {...ids}
            value={values.timeZone}
            onChange={(event) => set('timeZone', event.target.value)}
          >
            {[...zones].map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )}
      </Field>
    </>
  );
}
