import { type ReactNode, useState } from 'react';
import type { ApiError } from '../api/http.js';
import { Dialog } from './dialog.js';
import { Button, Problem } from './parts.js';

interface ConfirmProps {
  /** On the button that asks. */
  label: string;
  /** Of both buttons; what destroys something looks dangerous. */
  look?: 'danger' | 'plain';
  title: string;
  /** What will happen. */
  children: ReactNode;
  /** On the button that does it. */
  yes: string;
  onYes: () => void;
  busy?: boolean;
  disabled?: boolean;
  error?: ApiError | null;
  isDone?: boolean;
}

/** A button for what cannot easily be undone: it asks first. */
export function Confirm(props: ConfirmProps) {
  const { look = 'danger' } = props;
  const [isOpen, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  return (
    <>
      <Button look={look} disabled={props.disabled} onClick={() => setOpen(true)}>
        {props.label}
      </Button>
      <Dialog title={props.title} isOpen={isOpen && props.isDone !== true} onClose={close}>
        <div>{props.children}</div>
        <Problem error={props.error ?? null} />
        <div className="row end">
          <Button onClick={close}>Cancel</Button>
          <Button
            look={look === 'plain' ? 'main' : look}
            busy={props.busy ?? false}
            onClick={props.onYes}
          >
            {props.yes}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
