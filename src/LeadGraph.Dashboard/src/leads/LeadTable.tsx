import type { MouseEvent } from 'react';
import { Skeleton } from '../shell/Skeleton';
import { useText } from '../text/language';
import { Time } from '../text/Time';
import { tierIcon } from '../tiers/tier';
import { firstPage, type Direction, type View } from '../view/view';
import { goTo } from '../view/useView';
import { ViewLink } from '../view/ViewLink';
import { columns, type Column, type LeadRow } from './columns';
import { Telegram } from './Contact';
import { displayName, present } from './lead';
import { pageSize } from './paging';

interface Properties {
  view: View;
  /** The rows, or null while they are on their way. */
  rows: readonly LeadRow[] | null;
  outdated: boolean;
  /** The days that the window is long. */
  windowDays: number;
}

const places = Array.from({ length: pageSize }, (_, index) => index);

/** The leads as a table whose columns sort and whose rows open. */
export function LeadTable({ view, rows, outdated, windowDays }: Properties) {
  const t = useText().leads;
  return (
    <div className="table-frame">
      <table className="lead-table" aria-labelledby="leads-title" aria-busy={rows === null || outdated}>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head key={column.field} column={column} view={view} />
            ))}
            <th scope="col" className="phone">
              <span className="visually-hidden">{t.contact}</span>
            </th>
          </tr>
        </thead>
        <tbody className={outdated ? 'outdated' : undefined}>
          {rows?.map((lead) => (
            <Row key={lead.userId} lead={lead} view={view} windowDays={windowDays} />
          )) ??
            places.map((place) => (
              <tr key={place}>
                {columns.map((column) => (
                  <td key={column.field} className={column.room}>
                    <Skeleton width="70%" />
                  </td>
                ))}
                <td className="phone" />
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}

function Head({ column, view }: { column: Column; view: View }) {
  const t = useText().leads;
  const { field, direction } = view.sort;
  const sorted = field === column.field;
  const next: Direction = sorted ? (direction === 'asc' ? 'desc' : 'asc') : column.first;
  return (
    <th
      scope="col"
      className={`${column.room}${column.numeric ? ' numeric' : ''}`}
      aria-sort={sorted ? (direction === 'asc' ? 'ascending' : 'descending') : 'none'}
    >
      <ViewLink to={{ ...view, sort: { field: column.field, direction: next }, page: firstPage, lead: null }}>
        {t.columns[column.field]}
        {sorted && (
          <span className="arrow" aria-hidden="true">
            {direction === 'asc' ? '↑' : '↓'}
          </span>
        )}
      </ViewLink>
    </th>
  );
}

function Row({ lead, view, windowDays }: { lead: LeadRow; view: View; windowDays: number }) {
  const t = useText();
  const name = displayName(lead);
  const onClick = (event: MouseEvent<HTMLTableRowElement>) => {
    const isOfLink = event.target instanceof Element && event.target.closest('a') !== null;
    const isModified = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    // Selecting text to copy it must not open the lead.
    if (!isOfLink && !isModified && !window.getSelection()?.toString()) {
      // The focus comes back to where it is when the lead opens.
      event.currentTarget.querySelector<HTMLElement>('.open')?.focus();
      goTo({ ...view, lead: lead.userId });
    }
  };
  return (
    // The link in the row does the same by keyboard.
    <tr data-user={lead.userId} onClick={onClick}>
      {columns.map((column) =>
        column.field === 'firstName' ? (
          <th key={column.field} scope="row">
            <ViewLink className="open" title={name} to={{ ...view, lead: lead.userId }}>
              <span className="row-icon" role="img" aria-label={t.tier.names[lead.leadScore]}>
                {tierIcon(lead.leadScore)}
              </span>
              <bdi>{name}</bdi>
            </ViewLink>
            {present(lead.username) && lead.username !== name && (
              <bdi className="row-more muted">{lead.username}</bdi>
            )}
            {lead.lastActivity && (
              <span className="row-more muted">
                <Time instant={lead.lastActivity} />
              </span>
            )}
          </th>
        ) : (
          <td key={column.field} className={`${column.room}${column.numeric ? ' numeric' : ''}`}>
            {column.cell(lead, { t, windowDays })}
          </td>
        ),
      )}
      <td className="phone">
        <Telegram lead={lead} />
      </td>
    </tr>
  );
}
