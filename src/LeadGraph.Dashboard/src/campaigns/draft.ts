import type { CreateCampaignInput, LeadScore, UserActivityFilterInput } from '../graphql/generated';
import type { View } from '../view/view';

/** A message of a campaign that is being made. */
export interface DraftVariant {
  name: string;
  share: string;
}

/** A campaign that is being made. Numbers are what stands in their fields. */
export interface Draft {
  name: string;
  leadScores: LeadScore[];
  search: string;
  /** The name of a segment of the settings, or empty for none. */
  segment: string;
  /** Whether the other filters of the list apply too. */
  isOfList: boolean;
  notContactedDays: string;
  optOutEventTypes: string[];
  exclude: string[];
  variants: DraftVariant[];
  holdoutPercent: string;
  goalEventTypes: string[];
  withinDays: string;
}

/** The tiers for which there is a template. */
export const templateTiers = ['HOT', 'WARM', 'COOL'] as const;
export type TemplateTier = (typeof templateTiers)[number];

export const mostVariants = 10;

type Settings = Pick<Draft, 'notContactedDays' | 'variants' | 'holdoutPercent' | 'withinDays'>;

const two: DraftVariant[] = [
  { name: 'A', share: '50' },
  { name: 'B', share: '50' },
];

const templates: Record<TemplateTier, Settings> = {
  // A personal message is written once, to few, and answered soon or not at all.
  HOT: { notContactedDays: '1', variants: [{ name: 'A', share: '100' }], holdoutPercent: '0', withinDays: '2' },
  // The last message of the series comes on the fifth day, and is answered within three days or not at all.
  WARM: { notContactedDays: '7', variants: two, holdoutPercent: '10', withinDays: '8' },
  COOL: { notContactedDays: '14', variants: two, holdoutPercent: '10', withinDays: '7' },
};

/** The draft to begin with, for the leads that the list shows. */
export function draftOf(
  { tier, search, segment }: Pick<View, 'tier' | 'search' | 'segment'>,
  nameOf: (tier: TemplateTier) => string,
): Draft {
  const draft: Draft = {
    ...templates.WARM,
    name: '',
    leadScores: tier ? [tier] : [],
    search,
    segment: segment ?? '',
    isOfList: true,
    optOutEventTypes: [],
    exclude: [],
    goalEventTypes: [],
  };
  const template = templateTiers.find((one) => one === tier);
  return template ? withTemplate(draft, template, nameOf(template)) : draft;
}

/** The draft by a template. What a template says nothing of stays. */
export function withTemplate(draft: Draft, tier: TemplateTier, name: string): Draft {
  return { ...draft, ...templates[tier], name, leadScores: [tier] };
}

/** The variants with another share for one of them. Of two, the other takes the rest. */
export function withShare(variants: readonly DraftVariant[], place: number, share: string): DraftVariant[] {
  const rest = 100 - numberOf(share);
  const follows = variants.length === 2 && rest > 0 && rest < 100;
  return variants.map((variant, at) =>
    at === place ? { ...variant, share } : follows ? { ...variant, share: String(rest) } : variant,
  );
}

/** The variants with shares as equal as whole percentages allow, which add up to 100. */
export function withEqualShares(variants: readonly DraftVariant[]): DraftVariant[] {
  const least = Math.floor(100 / variants.length);
  const more = 100 - least * variants.length;
  return variants.map((variant, place) => ({ ...variant, share: String(least + (place < more ? 1 : 0)) }));
}

/** The variants and one more, by the next letter that none of them has. All get equal shares. */
export function withVariant(variants: readonly DraftVariant[]): DraftVariant[] {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const name = Array.from(letters).find((letter) => variants.every((one) => one.name.trim() !== letter)) ?? '';
  return withEqualShares([...variants, { name, share: '0' }]);
}

/** The variants without one. The others get equal shares. */
export function withoutVariant(variants: readonly DraftVariant[], place: number): DraftVariant[] {
  return withEqualShares(variants.filter((_, at) => at !== place));
}

export function sumOfShares(variants: readonly DraftVariant[]): number {
  return variants.reduce((sum, { share }) => sum + Math.max(0, numberOf(share)), 0);
}

/** What the other filters of the list let through, or null for all leads. */
export type ListFilter = UserActivityFilterInput | null;

/** The campaign as the service takes it. What is no number becomes one that it does not accept. */
export function inputOf(draft: Draft, ofList: ListFilter): CreateCampaignInput {
  return {
    ...segmentOf(draft, ofList),
    name: draft.name.trim(),
    variants: draft.variants.map(({ name, share }) => ({ name: name.trim(), share: numberOf(share) })),
    holdoutPercent: draft.holdoutPercent.trim() === '' ? 0 : numberOf(draft.holdoutPercent),
    goal: { eventTypes: draft.goalEventTypes, withinDays: numberOf(draft.withinDays) },
  };
}

/** The same as far as it says who is a member; the rest stands for whatever there may be. */
export function previewInputOf(draft: Draft, ofList: ListFilter): CreateCampaignInput {
  return { ...segmentOf(draft, ofList), name: '-', holdoutPercent: 0, goal: { eventTypes: ['-'], withinDays: 1 } };
}

function segmentOf(draft: Draft, ofList: ListFilter) {
  const { leadScores, search, segment, isOfList, notContactedDays, exclude, optOutEventTypes } = draft;
  return {
    leadScores: leadScores.length > 0 ? leadScores : null,
    search: search.trim() || null,
    segment: segment || null,
    where: isOfList ? ofList : null,
    notContactedDays: notContactedDays.trim() === '' ? null : numberOf(notContactedDays),
    exclude: exclude.length > 0 ? exclude : null,
    // Null leaves them to the settings of the service.
    optOutEventTypes: optOutEventTypes.length > 0 ? optOutEventTypes : null,
  };
}

/** The whole number that the text is, or -1. */
function numberOf(text: string): number {
  return /^\d{1,6}$/.test(text.trim()) ? Number(text) : -1;
}
