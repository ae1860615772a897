import { Pie, PieChart, Sector, type PieSectorDataItem } from 'recharts';
import type { LeadScore } from '../graphql/generated';
import { tierSlug } from './tier';

interface Properties {
  slices: { tier: LeadScore; users: number }[];
  selected: LeadScore | null;
  onSelect: (tier: LeadScore) => void;
}

/** The shares of the tiers as a ring, each part of which selects its tier. */
export default function TierChart({ slices, selected, onSelect }: Properties) {
  return (
    <PieChart width={168} height={168} accessibilityLayer={false}>
      <Pie
        data={slices}
        dataKey="users"
        nameKey="tier"
        innerRadius={56}
        outerRadius={80}
        paddingAngle={2}
        minAngle={3}
        cornerRadius={4}
        startAngle={90}
        endAngle={-270}
        rootTabIndex={-1}
        isAnimationActive={false}
        onClick={(_, index) => {
          const slice = slices[index];
          if (slice) {
            onSelect(slice.tier);
          }
        }}
        shape={(sector: PieSectorDataItem) => {
          const tier = sector.name as LeadScore;
          const faded = selected !== null && selected !== tier;
          return <Sector {...sector} className={`tier-slice tier-${tierSlug(tier)}${faded ? ' faded' : ''}`} />;
        }}
      />
    </PieChart>
  );
}
