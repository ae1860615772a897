import { useMemo, useState } from 'react';
import { RulesInForceDocument, type RulesInForceQuery } from '../graphql/generated';
import { useData } from '../graphql/useData';
import { CardHead } from '../shell/CardHead';
import { Problem } from '../shell/Problem';
import { Skeleton } from '../shell/Skeleton';
import { useText } from '../text/language';
import type { View } from '../view/view';
import { ViewLink } from '../view/ViewLink';
import { Preview } from './Preview';
import { Sliders } from './Sliders';
import { withAllTypes, type Trial } from './trial';
import './rules.css';

const noVariables = {};

/** Tries other scoring rules: what the tiers would be by them. */
export function RulesPage({ view }: { view: View }) {
  const t = useText().rules;
  const shown = useData(RulesInForceDocument, noVariables, true);
  const { data, failure, trying, retry } = shown;
  return (
    <section className="card rules" aria-labelledby="rules-title" aria-busy={!data && !failure}>
      <CardHead id="rules-title" title={t.title} shown={shown}>
        <ViewLink className="card-link" to={{ ...view, show: 'leads', lead: null }}>
          {t.back}
        </ViewLink>
      </CardHead>
      <p>{t.why}</p>
      {failure && <Problem what={t.notLoaded} failure={failure} retry={retry} trying={trying} />}
      {data ? <Trying loaded={data} view={view} /> : !failure && <Skeleton width="60%" />}
    </section>
  );
}

function Trying({ loaded, view }: { loaded: RulesInForceQuery; view: View }) {
  const inForce = useMemo(() => withAllTypes(loaded), [loaded]);
  const [trial, setTrial] = useState<Trial>(inForce);
  return (
    <div className="rules-columns">
      <Sliders trial={trial} inForce={inForce} onChange={setTrial} />
      <Preview trial={trial} view={view} />
    </div>
  );
}
