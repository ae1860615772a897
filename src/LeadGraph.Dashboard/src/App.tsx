import { useMemo } from 'react';
import { Provider } from 'urql';
import { Bell } from './changes/Bell';
import { CampaignsLink } from './campaigns/CampaignsLink';
import { LazyCampaigns } from './campaigns/LazyCampaigns';
import { ChangesPage } from './changes/ChangesPage';
import { createQueryClient } from './graphql/client';
import { HotLeads } from './hot/HotLeads';
import { LeadPanel } from './leads/LeadPanel';
import { Leads } from './leads/Leads';
import { LiveProvider } from './live/LiveProvider';
import { LiveStatus } from './live/LiveStatus';
import { Notices } from './live/Notices';
import { HiddenData } from './leads/HiddenData';
import { RulesPage } from './rules/RulesPage';
import { useSession } from './session/SessionContext';
import { SignIn } from './session/SignIn';
import { DemoBanner } from './shell/DemoBanner';
import { LanguageSwitch } from './text/LanguageSwitch';
import { useText } from './text/language';
import { Tiers } from './tiers/Tiers';
import { TierTrend } from './tiers/TierTrend';
import { goTo, useView } from './view/useView';
import { firstPage } from './view/view';
import { ViewLink } from './view/ViewLink';

/** The page: the leads, or the question for a key. */
export function App() {
  const { state } = useSession();
  return state.asked ? <SignIn /> : <Dashboard key={state.key} />;
}

function Dashboard() {
  const { session, state } = useSession();
  const client = useMemo(() => createQueryClient(session), [session]);
  const view = useView();
  const t = useText();
  return (
    <Provider value={client}>
      <LiveProvider session={session}>
        <header className="page-head">
          <img src="favicon.svg" alt="" width="32" height="32" />
          <h1>{t.page.title}</h1>
          <LiveStatus />
          <CampaignsLink view={view} />
          <Bell view={view} />
          <LanguageSwitch />
          {state.key !== null && (
            <button
              type="button"
              className="quiet"
              onClick={() => {
                session.signOut();
              }}
            >
              {t.page.signOut}
            </button>
          )}
        </header>
        <main className="page">
          <DemoBanner />
          <HiddenData />
          {view.show === 'rules' && <RulesPage view={view} />}
          {(view.show === 'campaigns' || view.show === 'new-campaign') && <LazyCampaigns view={view} />}
          {view.show === 'changes' && <ChangesPage view={view} />}
          {view.show === 'leads' && (
            <>
              <HotLeads view={view} />
              <Tiers
                selected={view.tier}
                onSelect={(tier) => {
                  goTo({ ...view, tier, page: firstPage, lead: null });
                }}
              >
                <ViewLink className="card-link" to={{ ...view, show: 'rules', lead: null }}>
                  {t.rules.title}
                </ViewLink>
              </Tiers>
              <TierTrend tier={view.tier ?? 'HOT'} />
              <Leads view={view} />
            </>
          )}
        </main>
        {/* An open dialog covers what is not within it, and keeps it from being used. */}
        {view.lead === null ? (
          <Notices view={view} />
        ) : (
          <LeadPanel key={view.lead} userId={view.lead}>
            <Notices view={view} />
          </LeadPanel>
        )}
      </LiveProvider>
    </Provider>
  );
}
