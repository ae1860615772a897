import { useId, useLayoutEffect, useRef, type ReactNode } from 'react';
import { useText } from '../text/language';

interface Properties {
  title: string;
  why: string;
  /** What the button says that goes on. */
  go: string;
  isBusy: boolean;
  onGo: () => void;
  onCancel: () => void;
  children?: ReactNode;
}

/** Asks whether something is to be done that cannot be undone. */
export function Confirm({ title, why, go, isBusy, onGo, onCancel, children }: Properties) {
  const t = useText().campaigns;
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  // A layout effect ends while the dialog still is in the page; only then closing gives the focus back to where it was.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => {
      element?.close();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className="confirm"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-why`}
      onCancel={(event) => {
        event.preventDefault();
        onCancel();
      }}
    >
      <h3 id={`${id}-title`}>{title}</h3>
      <p id={`${id}-why`}>{why}</p>
      {children}
      <div className="confirm-buttons">
        <button type="button" onClick={onCancel}>
          {t.keep}
        </button>
        <button type="button" className="danger" aria-disabled={isBusy} onClick={isBusy ? undefined : onGo}>
          {go}
        </button>
      </div>
    </dialog>
  );
}
