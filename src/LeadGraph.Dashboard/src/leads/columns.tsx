import type { ReactNode } from 'react';
import type { LeadsQuery } from '../graphql/generated';
import { number } from '../text/words';
import { Time, TimeUntil } from '../text/Time';
import { TierBadge } from '../tiers/TierBadge';
import type { Direction, SortField } from '../view/view';
import { mailLink, present, telegramLink } from './lead';

export type LeadRow = NonNullable<NonNullable<LeadsQuery['userActivity']>['nodes']>[number];

/** A column of the table of leads. The first one, the lead's name, is told by its row. */
export interface Column {
  field: SortField;
  title: string;
  /** Which way it is sorted when first asked for: the best, or the most urgent, first. */
  first: Direction;
  /** How much room the window must have for it. */
  room: 'narrow' | 'medium' | 'wide';
  numeric?: boolean;
  cell: (lead: LeadRow) => ReactNode;
}

const none = <span className="muted">–</span>;

export const columns: readonly Column[] = [
  { field: 'firstName', title: 'Name', first: 'asc', room: 'narrow', cell: () => null },
  {
    field: 'leadScore',
    title: 'Tier',
    first: 'desc',
    room: 'narrow',
    cell: (lead) => <TierBadge tier={lead.leadScore} />,
  },
  {
    field: 'totalEvents',
    title: 'Events',
    first: 'desc',
    room: 'narrow',
    numeric: true,
    cell: (lead) => number(lead.totalEvents),
  },
  {
    field: 'activeDays',
    title: 'Active days',
    first: 'desc',
    room: 'medium',
    numeric: true,
    cell: (lead) => number(lead.activeDays),
  },
  {
    field: 'lastActivity',
    title: 'Last activity',
    first: 'desc',
    room: 'medium',
    cell: (lead) => (lead.lastActivity ? <Time instant={lead.lastActivity} /> : none),
  },
  {
    field: 'fallsAt',
    title: 'Cools',
    first: 'asc',
    room: 'medium',
    cell: (lead) => (lead.fallsAt ? <TimeUntil instant={lead.fallsAt} /> : none),
  },
  {
    field: 'username',
    title: 'Username',
    first: 'asc',
    room: 'wide',
    cell: (lead) => linked(lead.username, telegramLink(lead.telegramUrl), true),
  },
  {
    field: 'email',
    title: 'Email',
    first: 'asc',
    room: 'wide',
    cell: (lead) => linked(lead.email, mailLink(lead.email), false),
  },
  {
    field: 'registeredAt',
    title: 'Registered',
    first: 'desc',
    room: 'wide',
    cell: (lead) => (lead.registeredAt ? <Time instant={lead.registeredAt} /> : none),
  },
  { field: 'userId', title: 'User id', first: 'asc', room: 'wide', numeric: true, cell: (lead) => lead.userId },
];

function linked(text: string | null, link: string | null, newTab: boolean): ReactNode {
  if (!present(text)) {
    return none;
  }
  return link ? (
    <a href={link} title={text ?? undefined} {...(newTab && { target: '_blank', rel: 'noopener noreferrer' })}>
      <bdi>{text}</bdi>
    </a>
  ) : (
    <bdi>{text}</bdi>
  );
}
