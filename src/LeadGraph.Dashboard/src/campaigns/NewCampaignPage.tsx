import { useEffect, useRef, useState } from 'react';
import { CreateCampaignDocument } from '../graphql/generated';
import { dayIn } from '../text/calendar';
import { useText, type Texts } from '../text/language';
import { useNow } from '../text/now';
import { zoneHere } from '../text/zones';
import { goTo } from '../view/useView';
import { defaultView, type View } from '../view/view';
import { ViewLink } from '../view/ViewLink';
import { CampaignProblem } from './CampaignProblem';
import { draftOf, inputOf, previewInputOf, withTemplate, type Draft, type TemplateTier } from './draft';
import { DraftForm } from './DraftForm';
import { noProblems, problemsOf, withoutProblemsOf, type Problems } from './problems';
import { Refused } from './Refused';
import { Summary } from './Summary';
import { Templates } from './Templates';
import { useChange } from './useChange';
import { useKnown } from './useKnown';
import { useListFilter } from './useListFilter';
import { usePreview } from './usePreview';

/** Makes a campaign of the leads that the list showed. */
export function NewCampaignPage({ view }: { view: View }) {
  const t = useText();
  const today = t.format.shortDay(dayIn(zoneHere(), useNow()));
  const nameOf = (tier: TemplateTier) => `${t.newCampaign.template[tier].name}, ${today}`;
  const ofList = useListFilter(view);
  const [draft, setDraft] = useState(() => draftOf(view, nameOf));
  const [problems, setProblems] = useState<Problems>(noProblems);
  const { make, making, refusal } = useChange(CreateCampaignDocument);
  const { preview, refusal: uncounted, counting, retry } = usePreview(previewInputOf(draft, ofList));
  const known = useKnown();

  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    // Whoever does not see the red mark is led to it.
    if (refusal?.kind === 'invalid') {
      form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
    }
  }, [refusal]);
  const [latest, setLatest] = useState(refusal);
  if (latest !== refusal) {
    setLatest(refusal);
    setProblems(problemsOf(refusal));
  }

  const change = (next: Draft) => {
    setDraft(next);
    setProblems(withoutProblemsOf(problems, draft, next));
  };
  const create = async () => {
    const created = await make({ input: inputOf(draft, ofList) });
    if (created) {
      goTo({ ...defaultView, show: 'campaigns', campaign: created.createCampaign.campaignId }, true);
      window.scrollTo(0, 0);
    }
  };

  // What is wrong is told at once where it keeps the members from being counted.
  const told = new Map([...problems, ...problemsOf(uncounted)]);
  const isStoreless = uncounted?.kind === 'failed' && uncounted.failure.code === 'STORE_MISSING';
  return (
    <section className="card new-campaign" aria-labelledby="new-campaign-title">
      <p className="campaign-back">
        <ViewLink to={{ ...view, show: 'leads', lead: null }}>{t.rules.back}</ViewLink>
      </p>
      <h2 id="new-campaign-title">{t.newCampaign.title}</h2>
      {isStoreless ? (
        <CampaignProblem what="" failure={uncounted.failure} retry={retry} trying={counting} />
      ) : (
        <>
          <p className="campaign-note">{t.newCampaign.why}</p>
          <Templates
            onChoose={(tier) => {
              change(withTemplate(draft, tier, nameOf(tier)));
            }}
          />
          <form
            ref={form}
            noValidate
            className="new-campaign-columns"
            onSubmit={(event) => {
              event.preventDefault();
              if (!making) {
                void create();
              }
            }}
          >
            <DraftForm
              draft={draft}
              onChange={change}
              problems={told}
              preview={counting ? null : preview}
              {...known}
              filters={filtersOf(view, t)}
            />
            <div className="new-campaign-side">
              <h3>{t.newCampaign.count}</h3>
              {uncounted?.kind === 'failed' && (
                <CampaignProblem
                  what={t.newCampaign.notCounted}
                  failure={uncounted.failure}
                  retry={retry}
                  trying={counting}
                />
              )}
              <Summary draft={draft} preview={preview} counting={counting} />
              <button type="submit" className="primary" aria-disabled={making}>
                {making ? t.newCampaign.creating : t.newCampaign.create}
              </button>
              {refusal?.kind === 'invalid'
                ? problems.size > 0 && (
                  <p className="problem" role="alert">
                    {t.newCampaign.notCreated} {problems.get('input')?.(t) ?? t.newCampaign.wrong}
                  </p>
                )
                : refusal && <Refused what={t.newCampaign.notCreated} refusal={refusal} />}
            </div>
          </form>
        </>
      )}
    </section>
  );
}

/** The filters of the list beside those by tier and text, in words. */
function filtersOf({ falls, becameHot }: View, t: Texts): string[] {
  return [
    ...(falls ? [t.newCampaign.cools(t.leads.within[falls])] : []),
    ...(becameHot ? [t.newCampaign.becameHot] : []),
  ];
}
