import type { ReactNode } from 'react';
import type { Failure } from '../graphql/failure';
import { useText } from '../text/language';

interface Properties {
  what: string;
  failure: Failure;
  retry: () => void;
  /** Whether another attempt is under way. */
  trying: boolean;
  /** Other ways out. */
  children?: ReactNode;
}

/** Says what failed, and lets one try again. */
export function Problem({ what, failure, retry, trying, children }: Properties) {
  const t = useText();
  return (
    <div className="problem-box" role="alert">
      <p>
        <strong>{what}</strong> {failure.message(t)}
      </p>
      {children}
      {/* Not disabled, which would take the focus away. */}
      <button type="button" aria-disabled={trying} onClick={trying ? undefined : retry}>
        {trying ? t.problem.trying : t.problem.tryAgain}
      </button>
    </div>
  );
}
