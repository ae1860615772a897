import type { Failure } from '../graphql/failure';
import { Problem } from '../shell/Problem';
import { useText } from '../text/language';

interface Properties {
  what: string;
  failure: Failure;
  retry: () => void;
  trying: boolean;
}

/** Says what failed; without a store, what creates one. */
export function CampaignProblem({ what, failure, retry, trying }: Properties) {
  const t = useText().campaigns;
  return failure.code === 'STORE_MISSING' ? (
    <div className="empty" role="alert">
      <p>
        <strong>{t.noStore}</strong> {t.noStoreWhy(<code>database install</code>)}
      </p>
    </div>
  ) : (
    <Problem what={what} failure={failure} retry={retry} trying={trying} />
  );
}
