import { lazy, Suspense, useState, type ComponentProps } from 'react';
import { Boundary } from '../shell/Boundary';
import { useText } from '../text/language';
import type TierChart from './TierChart';

const load = () => import('./TierChart');

// Fetched beside the data, not after them.
const early = load();
// Whether it came is told where it is shown.
early.catch(() => undefined);

/** The chart, which is the larger half of the scripts, once it has come. The page does without it where it does not. */
export function LazyTierChart(properties: ComponentProps<typeof TierChart>) {
  const t = useText().tier;
  const [Chart, setChart] = useState(() => lazy(() => early));
  return (
    <Boundary
      onRetry={() => {
        setChart(() => lazy(load));
      }}
      fallback={(retry) => (
        <button type="button" className="quiet tier-chart-problem" tabIndex={-1} onClick={retry}>
          {t.chartFailed}
        </button>
      )}
    >
      <Suspense fallback={null}>
        <Chart {...properties} />
      </Suspense>
    </Boundary>
  );
}
