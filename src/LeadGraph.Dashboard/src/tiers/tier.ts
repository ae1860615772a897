import type { LeadScore } from '../graphql/generated';

/** The tiers, hottest first. */
export const tiers: readonly LeadScore[] = ['HOT', 'WARM', 'COOL', 'COLD'];

const icons: Record<LeadScore, string> = { HOT: '🔥', WARM: '🟡', COOL: '🔵', COLD: '❄️' };

/** The sign by which a tier is known at a glance. */
export function tierIcon(tier: LeadScore): string {
  return icons[tier];
}

/** The tier's name in lower case, as REST, the address bar and style sheets write it. */
export function tierSlug(tier: LeadScore): string {
  return tier.toLowerCase();
}

/** The tier of that name, in any case, or null when there is none. */
export function parseTier(name: string | null): LeadScore | null {
  return tiers.find((tier) => tier === name?.toUpperCase()) ?? null;
}
