import { type ReactNode, useEffect, useId, useRef } from 'react';

interface DialogProps {
  title: string;
  isOpen: boolean;
  /** Absent: it cannot be dismissed. */
  onClose?: () => void;
  children: ReactNode;
}

/**
 * A question in front of the page. The browser's own dialog: it keeps the focus inside, which begins at `data-first` if
 * that is there, and closes by Escape.
 */
export function Dialog({ title, isOpen, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const headingId = useId();
  useEffect(() => {
    const element = dialog.current;
    if (isOpen && element && !element.open) {
      element.showModal();
      element.querySelector<HTMLElement>('[data-first]')?.focus();
    }
    if (!isOpen) element?.close();
  }, [isOpen]);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={headingId}
      onCancel={(event) => {
        if (onClose) onClose();
        else event.preventDefault();
      }}
    >
      {isOpen && (
        <>
          <h2 id={headingId}>{title}</h2>
          {children}
        </>
      )}
    </dialog>
  );
}
