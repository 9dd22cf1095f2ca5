import { type FormEvent, type ReactNode, useState } from 'react';
import { useChange } from '../../api/use-api.js';
import { Dialog } from '../../ui/dialog.js';
import { formText } from '../../ui/form-text.js';
import { Button, Field, Problem } from '../../ui/parts.js';

interface ActWithReasonProps {
  label: string;
  title: string;
  /** Gets `{ reason }` by POST. */
  path: string;
  /** What the act means for the seller. */
  children: ReactNode;
}

/** Something grave done to a seller's account. Asks why; the reason stands in the audit log. */
export function ActWithReason({ label, title, path, children }: ActWithReasonProps) {
  const [isOpen, setOpen] = useState(false);
  const change = useChange(['/admin/sellers', '/admin/audit']);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const reason = formText(new FormData(event.currentTarget), 'reason');
    change.mutate({ method: 'POST', path, body: { reason } }, { onSuccess: () => setOpen(false) });
  };
  return (
    <>
      <Button look="danger" onClick={() => setOpen(true)}>
        {label}
      </Button>
      <Dialog title={title} isOpen={isOpen} onClose={() => setOpen(false)}>
        <form onSubmit={submit}>
          <p>{children}</p>
          <Field label="Why" hint="Stands in the audit log.">
            {(ids) => <input {...ids} name="reason" required maxLength={500} />}
          </Field>
          <Problem error={change.error} />
          <div className="row end">
            <Button onClick={() => setOpen(false)}>Cancel</Button>
            <Button type="submit" look="danger" busy={change.isPending}>
              {label}
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}
