import { type FormEvent, useState } from 'react';
import type { Agent, AgentConfig } from '../../api/contract.js';
import { useChange } from '../../api/use-api.js';
import { formText } from '../../ui/form-text.js';
import { Button, Card, Field, Note, Problem } from '../../ui/parts.js';
import { DayTimes } from './day-times.js';
import { type OpenDays, openDaysOf, spansOf, WEEKDAYS } from './open-days.js';

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

/** What the form says, as the API wants it. */
function configOf(form: FormData, days: OpenDays): AgentConfig {
  const open = openDaysOf(days);
  const outside = form.get('outside') === 'answer' ? 'answer' : 'wait';
  return {
    timeZone: formText(form, 'timeZone'),
    language: formText(form, 'language') || null,
    hours: open ? { days: open, outOfHoursLine: formText(form, 'line'), outside } : null,
  };
}

export function Hours({ agent }: { agent: Agent }) {
  const config = agent.config ?? {};
  const save = useChange(['/agents/me']);
  const [days, setDays] = useState<OpenDays>(() => spansOf(config.hours?.days));
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const body = { config: configOf(new FormData(event.currentTarget), days) };
    save.mutate({ method: 'PATCH', path: '/agents/me', body });
  };
  return (
    <Card title="Hours and language" about="Without hours the agent answers day and night.">
      <form onSubmit={submit}>
        <LanguageAndZone config={config} />
        <fieldset>
          <legend>The agent answers</legend>
          {WEEKDAYS.map(([day, name]) => (
            <DayTimes
              key={day}
              name={name}
              spans={days[day]}
              onChange={(spans) => setDays({ ...days, [day]: spans })}
            />
          ))}
        </fieldset>
        <Field label="Outside these hours">
          {(ids) => (
            <select {...ids} name="outside" defaultValue={config.hours?.outside ?? 'wait'}>
              <option value="wait">Messages wait until the agent answers again</option>
              <option value="answer">The agent answers all the same, after the line below</option>
            </select>
          )}
        </Field>
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

function LanguageAndZone({ config }: { config: AgentConfig }) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zone = config.timeZone ?? here;
  // A browser may call its own zone by a name that its list does not have.
  const [zones] = useState(() => [
    ...new Set([zone, here, 'UTC', ...Intl.supportedValuesOf('timeZone')]),
  ]);
  const chosen = config.language ?? '';
  const languages = [...new Set([...LANGUAGES, ...(chosen ? [chosen] : [])])];
  return (
    <>
      <Field label="Language of the answers">
        {(ids) => (
          <select {...ids} name="language" defaultValue={chosen}>
            <option value="">The buyer&apos;s own</option>
            {languages.map((language) => (
              <option key={language}>{language}</option>
            ))}
          </select>
        )}
      </Field>
      <Field label="Your time zone">
        {(ids) => (
          <select {...ids} name="timeZone" defaultValue={zone}>
            {zones.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )}
      </Field>
    </>
  );
}
