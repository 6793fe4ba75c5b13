import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import './dialog.css';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  /** `side`: from the right, full height. `top`: without a title bar, near the top. */
  readonly place?: 'middle' | 'side' | 'top';
}

/** Something that comes before the page; Escape and a press beside it close it. Shown while it is rendered. */
export function Dialog({ title, onClose, children, place = 'middle' }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      class={`dialog dialog-${place}`}
      aria-labelledby={id}
      onClose={onClose}
      // Closed, it has the focus for a moment more: that key is already the page's.
      onKeyDown={(event) => {
        if (dialog.current?.open === true) event.stopPropagation();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) dialog.current?.close();
      }}
    >
      <div class="dialog-sheet">
        <div class={place === 'top' ? 'sr-only' : 'dialog-head'}>
          <h2 id={id}>{title}</h2>
          <button
            type="button"
            class="button button-plain"
            aria-label="Close"
            onClick={() => dialog.current?.close()}
          >
            ×
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
