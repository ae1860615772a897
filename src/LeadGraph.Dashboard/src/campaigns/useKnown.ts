import { KnownCampaignsDocument, RulesInForceDocument, type KnownCampaignsQuery } from '../graphql/generated';
import { useData } from '../graphql/useData';
import { withAllTypes } from '../rules/trial';

const noVariables = {};

type Campaign = NonNullable<NonNullable<KnownCampaignsQuery['campaigns']>['nodes']>[number];

/** What a new campaign can be made of: types of events that are known of, and the latest campaigns. */
export function useKnown(): { eventTypes: string[]; campaigns: Campaign[]; allCampaigns: number } {
  const { data: rules } = useData(RulesInForceDocument, noVariables, true);
  const { data: known } = useData(KnownCampaignsDocument, noVariables);
  const campaigns = known?.campaigns?.nodes ?? [];
  const ofLeads = rules ? withAllTypes(rules).eventTypes.map((type) => type.eventType) : [];
  const ofCampaigns = campaigns.flatMap(({ goal, optOutEventTypes }) => [...goal.eventTypes, ...optOutEventTypes]);
  return {
    eventTypes: [...new Set([...ofLeads, ...ofCampaigns])].sort(),
    campaigns,
    allCampaigns: known?.campaigns?.totalCount ?? 0,
  };
}
