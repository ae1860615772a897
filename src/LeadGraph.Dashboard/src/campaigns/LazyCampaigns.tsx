import { lazy, Suspense, useState } from 'react';
import { Boundary } from '../shell/Boundary';
import { Skeleton } from '../shell/Skeleton';
import { useText } from '../text/language';
import type { View } from '../view/view';

const load = () => import('./CampaignPages');

/** The pages of campaigns, whose scripts are fetched when one of them is opened. */
export function LazyCampaigns({ view }: { view: View }) {
  const t = useText();
  const [Pages, setPages] = useState(() => lazy(load));
  return (
    <Boundary
      onRetry={() => {
        setPages(() => lazy(load));
      }}
      fallback={(retry) => (
        <div className="card broken problem-box" role="alert">
          <p>{t.campaigns.pageFailed}</p>
          <button type="button" onClick={retry}>
            {t.problem.tryAgain}
          </button>
        </div>
      )}
    >
      <Suspense
        fallback={
          <div className="card broken" aria-busy="true" aria-label={t.page.loading}>
            <Skeleton width="40%" />
          </div>
        }
      >
        <Pages view={view} />
      </Suspense>
    </Boundary>
  );
}
