import type { CampaignOutcomeQuery, LeadScore } from '../graphql/generated';
import { tiers } from '../tiers/tier';

export type Result = NonNullable<CampaignOutcomeQuery['campaign']>['results'][number];

/** What came of all messages among the members of a tier, or among all of them. */
export interface Group {
  tier: LeadScore | null;
  results: Result[];
}

/** The results by tier, all members first. Where all are of one tier, that tier alone: the same bars twice say no more. */
export function groupsOf(results: readonly Result[]): Group[] {
  const of = (tier: LeadScore | null): Group => ({ tier, results: results.filter((one) => one.leadScore === tier) });
  const ofTiers = tiers.map(of).filter((group) => group.results.length > 0);
  return ofTiers.length === 1 ? ofTiers : [of(null), ...ofTiers];
}

const steps = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8];

/** The share at which the bars end: a round one, behind the intervals of all who have members. */
export function scaleOf(results: readonly Result[]): number {
  const most = Math.max(0, ...results.filter((one) => one.members > 0).map((one) => one.interval.high));
  return steps.find((step) => step >= most) ?? 1;
}
