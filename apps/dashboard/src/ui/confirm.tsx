import { type ReactNode, useState } from 'react';
import type { ApiError } from '../api/http.js';
import { Dialog } from './dialog.js';
import { Button, Problem } from './parts.js';

interface ConfirmProps {
  /** On the button that asks. */
  label: string;
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
  const [isOpen, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  return (
    <>
      <Button look="danger" disabled={props.disabled} onClick={() => setOpen(true)}>
        {props.label}
      </Button>
      <Dialog title={props.title} isOpen={isOpen && props.isDone !== true} onClose={close}>
        <div>{props.children}</div>
        <Problem error={props.error ?? null} />
        <div className="row end">
          <Button onClick={close}>Cancel</Button>
          <Button look="danger" busy={props.busy ?? false} onClick={props.onYes}>
            {props.yes}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
