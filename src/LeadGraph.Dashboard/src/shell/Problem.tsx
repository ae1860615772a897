import type { Failure } from '../graphql/failure';

/** Says what failed, and lets one try again. */
export function Problem({ what, failure, retry }: { what: string; failure: Failure; retry: () => void }) {
  return (
    <div className="problem-box" role="alert">
      <p>
        <strong>{what}</strong> {failure.message}
      </p>
      <button type="button" onClick={retry}>
        Try again
      </button>
    </div>
  );
}
