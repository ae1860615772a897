import type { CampaignOutcomeQuery, CampaignVerdict, LeadScore } from '../graphql/generated';
import { tiers } from '../tiers/tier';

type Comparison = Pick<
  NonNullable<CampaignOutcomeQuery['campaign']>['comparisons'][number],
  'variant' | 'with' | 'leadScore' | 'verdict'
>;

/** Among whom something was found: leads of a tier, or all of them. */
export type Scope = LeadScore | 'ALL';

/** What was found about two messages, to be said in one sentence. */
export interface Finding {
  /** The message that the sentence is about: the better one, where one is better. */
  first: string;
  /** The other message, or null for none. */
  second: string | null;
  /** Among whom the first one does better, all of them first and then the hottest tier. */
  better: Scope[];
  worse: Scope[];
  /** Among whom nothing can be said. */
  undecided: Scope[];
}

/** What was found, as few sentences tell it: those that say something, and of the others how many there are. */
export interface Findings {
  told: Finding[];
  /** How many more pairs of messages there are between which nothing can be said. */
  others: number;
  /** Whether a comparison with no message is among these. */
  withNone: boolean;
}

/** What the comparisons of a campaign say, one finding for each two messages, those that say something first. */
export function findingsOf(comparisons: readonly Comparison[]): Findings {
  const pairs = new Map<string, Comparison[]>();
  for (const one of comparisons) {
    const pair = JSON.stringify([one.variant, one.with]);
    pairs.set(pair, [...(pairs.get(pair) ?? []), one]);
  }
  // Where all members are of one tier, all of them together say nothing else than that tier.
  const tiersOfAll = new Set(comparisons.flatMap((one) => one.leadScore ?? []));
  const findings = [...pairs.values()].map((pair) =>
    findingOf(tiersOfAll.size === 1 ? pair.filter((one) => one.leadScore !== null) : pair),
  );
  const decided = findings.filter(isDecided);
  const undecided = findings.filter((finding) => !isDecided(finding));
  // One pair about which nothing can be said is named; several would only repeat themselves.
  const [told, others] = undecided.length === 1 ? [undecided, []] : [[], undecided];
  return {
    told: [...decided, ...told],
    others: others.length,
    withNone: others.some((finding) => finding.second === null),
  };
}

/** Whether a finding says that one message does better or worse. */
export function isDecided({ better, worse }: Finding): boolean {
  return better.length + worse.length > 0;
}

function findingOf(comparisons: readonly Comparison[]): Finding {
  const scopes: Scope[] = ['ALL', ...tiers];
  const among = (verdict: CampaignVerdict) =>
    scopes.filter((scope) => comparisons.some((one) => (one.leadScore ?? 'ALL') === scope && one.verdict === verdict));
  const [better, worse, undecided] = [among('BETTER'), among('WORSE'), among('UNDECIDED')];
  const { variant, with: other } = comparisons[0] ?? { variant: '', with: null };
  // No message is never what a sentence begins with.
  const isTurned = other !== null && (worse[0] === 'ALL' || (better[0] !== 'ALL' && worse.length > better.length));
  return isTurned
    ? { first: other, second: variant, better: worse, worse: better, undecided }
    : { first: variant, second: other, better, worse, undecided };
}
