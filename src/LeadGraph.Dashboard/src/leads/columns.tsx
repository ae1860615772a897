import type { ReactNode } from 'react';
import type { LeadsQuery } from '../graphql/generated';
import type { Texts } from '../text/language';
import { TimeInBrief, TimeUntil } from '../text/Time';
import { TierBadge } from '../tiers/TierBadge';
import type { Direction, SortField } from '../view/view';
import { mailLink, present, telegramLink } from './lead';
import { Momentum } from './Momentum';

export type LeadRow = NonNullable<NonNullable<LeadsQuery['userActivity']>['nodes']>[number];

/** What a row can be told by. */
interface Telling {
  t: Texts;
  /** The days that the window is long. */
  windowDays: number;
}

/** A column of the table of leads. The first one, the lead's name, is told by its row. */
export interface Column {
  field: SortField & keyof Texts['leads']['columns'];
  /** Which way it is sorted when first asked for: the best, or the most urgent, first. */
  first: Direction;
  /** How much room the window must have for it. */
  room: 'narrow' | 'medium' | 'wide';
  numeric?: boolean;
  cell: (lead: LeadRow, telling: Telling) => ReactNode;
}

const none = <span className="muted">–</span>;

export const columns: readonly Column[] = [
  { field: 'firstName', first: 'asc', room: 'narrow', cell: () => null },
  { field: 'leadScore', first: 'desc', room: 'narrow', cell: (lead) => <TierBadge tier={lead.leadScore} /> },
  {
    field: 'totalEvents',
    first: 'desc',
    room: 'narrow',
    numeric: true,
    cell: (lead, { t }) => t.format.number(lead.totalEvents),
  },
  {
    field: 'activeDays',
    first: 'desc',
    room: 'medium',
    numeric: true,
    cell: (lead, { t }) => t.format.number(lead.activeDays),
  },
  {
    field: 'momentum',
    first: 'desc',
    room: 'medium',
    numeric: true,
    cell: (lead, { windowDays }) => (
      <Momentum points={lead.momentum ?? lead.points - (lead.previous?.points ?? 0)} windowDays={windowDays} />
    ),
  },
  {
    field: 'lastActivity',
    first: 'desc',
    room: 'medium',
    cell: (lead) => (lead.lastActivity ? <TimeInBrief instant={lead.lastActivity} /> : none),
  },
  {
    field: 'fallsAt',
    first: 'asc',
    room: 'medium',
    cell: (lead) => (lead.fallsAt ? <TimeUntil instant={lead.fallsAt} /> : none),
  },
  {
    field: 'username',
    first: 'asc',
    room: 'wide',
    cell: (lead) => linked(lead.username, telegramLink(lead.telegramUrl), true),
  },
  { field: 'email', first: 'asc', room: 'wide', cell: (lead) => linked(lead.email, mailLink(lead.email), false) },
  {
    field: 'registeredAt',
    first: 'desc',
    room: 'wide',
    cell: (lead) => (lead.registeredAt ? <TimeInBrief instant={lead.registeredAt} /> : none),
  },
  { field: 'userId', first: 'asc', room: 'wide', numeric: true, cell: (lead) => lead.userId },
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
    <bdi title={text ?? undefined}>{text}</bdi>
  );
}
