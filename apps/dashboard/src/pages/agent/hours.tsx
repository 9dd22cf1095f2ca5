import { type FormEvent, useState } from 'react';
import type { Agent, AgentConfig } from '../../api/contract.js';
import { useChange } from '../../api/use-api.js';
import { Button, Card, Field, Note, Problem } from '../../ui/parts.js';
import { formText } from '../../ui/form-text.js';

const DAYS = [
  ['mon', 'Monday'],
  ['tue', 'Tuesday'],
  ['wed', 'Wednesday'],
  ['thu', 'Thursday'],
  ['fri', 'Friday'],
  ['sat', 'Saturday'],
  ['sun', 'Sunday'],
] as const;

const LANGUAGES = [
  ['', "The buyer's own"],
  ['en', 'English'],
  ['de', 'German'],
  ['fr', 'French'],
  ['es', 'Spanish'],
  ['it', 'Italian'],
  ['nl', 'Dutch'],
  ['pt', 'Portuguese'],
] as const;

/** What the form says, as the API wants it. */
function configOf(form: FormData): AgentConfig {
  const text = (name: string): string => formText(form, name);
  const days = Object.fromEntries(
    DAYS.flatMap(([day]) => {
      const span: [string, string] = [text(`${day}.from`), text(`${day}.to`)];
      return span.every(Boolean) ? [[day, [span]]] : [];
    }),
  );
  const language = text('language');
  return {
    timeZone: text('timeZone'),
    language: language || null,
    hours: Object.keys(days).length > 0 ? { days, outOfHoursLine: text('line') } : null,
  };
}

/** The first span of a day; the API's document has no word for pairs of times. */
function spanOf(config: AgentConfig, day: (typeof DAYS)[number][0]): [string, string] {
  const [span]: unknown[] = config.hours?.days[day] ?? [];
  return Array.isArray(span) ? [String(span[0]), String(span[1])] : ['', ''];
}

export function Hours({ agent }: { agent: Agent }) {
  const config = agent.config ?? {};
  const save = useChange(['/agents/me']);
  const [zones] = useState(() => ['UTC', ...Intl.supportedValuesOf('timeZone')]);
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const body = { config: configOf(new FormData(event.currentTarget)) };
    save.mutate({ method: 'PATCH', path: '/agents/me', body });
  };
  return (
    <Card title="Hours and language" about="Without hours the agent answers day and night.">
      <form onSubmit={submit}>
        <Field label="Language of the answers">
          {(ids) => (
            <select {...ids} name="language" defaultValue={config.language ?? ''}>
              {LANGUAGES.map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label="Your time zone">
          {(ids) => (
            <select {...ids} name="timeZone" defaultValue={config.timeZone ?? here}>
              {zones.map((zone) => (
                <option key={zone}>{zone}</option>
              ))}
            </select>
          )}
        </Field>
        <fieldset>
          <legend>The agent answers</legend>
          {DAYS.map(([day, name]) => {
            const [from, to] = spanOf(config, day);
            return (
              <div key={day} className="day">
                <span>{name}</span>
                <input
                  type="time"
                  name={`${day}.from`}
                  aria-label={`${name} from`}
                  defaultValue={from}
                />
                <span>to</span>
                <input type="time" name={`${day}.to`} aria-label={`${name} to`} defaultValue={to} />
              </div>
            );
          })}
        </fieldset>
        <Field label="What buyers read outside these hours">
          {(ids) => (
            <input
              {...ids}
              name="line"
              maxLength={500}
              defaultValue={config.hours?.outOfHoursLine ?? ''}
            />
          )}
        </Field>
        <Problem error={save.error} />
        {save.isSuccess && <Note tone="good">Saved.</Note>}
        <Button type="submit" look="main" busy={save.isPending}>
          Save
        </Button>
      </form>
    </Card>
  );
}
