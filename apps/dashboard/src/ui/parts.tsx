/** The small parts every page is made of. */
import { type ButtonHTMLAttributes, type ReactNode, useId } from 'react';
import { type ApiError, isMissingPart, isSignedOut } from '../api/http.js';
import { useTitle } from './use-title.js';
import type { Tone } from './words.js';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: 'main' | 'plain' | 'danger' | 'quiet';
  busy?: boolean;
}

/** While it is busy a press does nothing; it is not `disabled` then, since that would take the focus away. */
export function Button({ look = 'plain', busy = false, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={`button ${look} ${rest.className ?? ''}`}
      aria-disabled={busy}
      aria-busy={busy}
      onClick={busy ? (event) => event.preventDefault() : rest.onClick}
    >
      {children}
    </button>
  );
}

/** A heading with what can be done on the page, and a line that says what it is for. */
export function PageHead(props: { title: string; about?: ReactNode; children?: ReactNode }) {
  useTitle(props.title);
  return (
    <header className="page-head">
      <div>
        <h1>{props.title}</h1>
        {props.about && <p className="about">{props.about}</p>}
      </div>
      {props.children && <div className="row">{props.children}</div>}
    </header>
  );
}

export function Card(props: { title?: string; about?: string; children: ReactNode; id?: string }) {
  const headingId = useId();
  return (
    <section className="card" id={props.id} {...(props.title && { 'aria-labelledby': headingId })}>
      {props.title && <h2 id={headingId}>{props.title}</h2>}
      {props.about && <p className="about">{props.about}</p>}
      {props.children}
    </section>
  );
}

export function Badge({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={`badge ${tone}`}>{children}</span>;
}

/** Nothing here yet, why, and what to do about it. */
export function Empty(props: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{props.title}</p>
      {props.children && <p>{props.children}</p>}
      {props.action}
    </div>
  );
}

export function Loading({ what = 'this page' }: { what?: string }) {
  return (
    <p className="loading" role="status">
      <span className="spinner" aria-hidden="true" /> Loading {what}…
    </p>
  );
}

export function Note({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <div className={`note ${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      {children}
    </div>
  );
}

/** What went wrong with a read or a change, if anything; parts that are not there yet say so plainly. */
export function Problem({ error, retry }: { error: ApiError | null; retry?: () => void }) {
  if (!error) return null;
  if (isMissingPart(error)) {
    return <Note tone="quiet">This part is not available on this server yet.</Note>;
  }
  if (error.code === 'agents.not_provisioned') {
    return <Note tone="quiet">Your agent is not there yet. The first steps lead to it.</Note>;
  }
  if (isSignedOut(error)) {
    return (
      <Note tone="warn">You were signed out, so this was not done. Please try once more.</Note>
    );
  }
  if (error.code === 'auth.email_not_verified') {
    return (
      <Note tone="warn">
        {error.message} <a href="/app/account">Confirm it now</a>
      </Note>
    );
  }
  return (
    <Note tone="bad">
      {error.code === 'request.invalid' && error.details['fields']
        ? 'Please look again at what is marked above.'
        : error.message}{' '}
      {retry && (
        <Button look="quiet" onClick={retry}>
          Try again
        </Button>
      )}
    </Note>
  );
}

interface FieldProps {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  children: (ids: {
    id: string;
    'aria-describedby'?: string;
    'aria-invalid'?: boolean;
  }) => ReactNode;
}

/** A label, its control, and what helps or is wrong. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const aboutId = `${id}-about`;
  const described = hint !== undefined || error !== undefined;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        ...(described && { 'aria-describedby': aboutId }),
        ...(error !== undefined && { 'aria-invalid': true }),
      })}
      {described && (
        <p id={aboutId} className={error === undefined ? 'hint' : 'hint bad'}>
          {error ?? hint}
        </p>
      )}
    </div>
  );
}

/** What the API says is wrong with one field, as a sentence. */
export function fieldError(error: ApiError | null, field: string): string | undefined {
  const fields = error?.details['fields'] as Record<string, string[]> | undefined;
  const [first] = fields?.[field] ?? [];
  return first && `This ${first}.`;
}
