import type { ReactNode } from 'react';
import type { Failure } from '../graphql/failure';

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
  return (
    <div className="problem-box" role="alert">
      <p>
        <strong>{what}</strong> {failure.message}
      </p>
      {children}
      {/* Not disabled, which would take the focus away. */}
      <button type="button" aria-disabled={trying} onClick={trying ? undefined : retry}>
        {trying ? 'Trying…' : 'Try again'}
      </button>
    </div>
  );
}
