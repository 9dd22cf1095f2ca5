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
 * that is there, closes by Escape, and then gives the focus back.
 */
export function Dialog({ title, isOpen, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const headingId = useId();
  useEffect(() => {
    const element = dialog.current;
    if (!isOpen || !element) return undefined;
    const before = document.activeElement;
    element.showModal();
    element.querySelector<HTMLElement>('[data-first]')?.focus();
    return () => {
      element.close();
      giveBackFocus(before);
    };
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

/** To what had it; to the page where that is gone, as a button that became another one by what was answered. */
function giveBackFocus(before: Element | null): void {
  const target = before?.isConnected ? before : document.getElementById('main');
  if (target instanceof HTMLElement) target.focus();
}
