import { useText } from '../text/language';
import type { Refusal } from './useChange';

/** Says why a change was not made. */
export function Refused({ what, refusal }: { what: string; refusal: Refusal }) {
  const t = useText();
  return (
    <div className="problem-box" role="alert">
      <p>
        <strong>{what}</strong>{' '}
        {refusal.kind === 'forbidden' && t.campaigns.noRight(<code>campaigns</code>)}
        {refusal.kind === 'invalid' && refusal.problems.map(({ message }) => t.problem.told(message)).join(' ')}
        {refusal.kind === 'failed' &&
          (refusal.failure.code === 'STORE_MISSING' ? (
            <>
              {t.campaigns.noStore} {t.campaigns.noStoreWhy(<code>database install</code>)}
            </>
          ) : (
            refusal.failure.message(t)
          ))}
      </p>
    </div>
  );
}
