import type { MouseEvent } from 'react';
import { Skeleton } from '../shell/Skeleton';
import { tierIcon, tierName } from '../tiers/tier';
import { firstPage, type Direction, type View } from '../view/view';
import { goTo } from '../view/useView';
import { ViewLink } from '../view/ViewLink';
import { columns, type Column, type LeadRow } from './columns';
import { displayName, present } from './lead';
import { pageSize } from './paging';

interface Properties {
  view: View;
  /** The rows, or null while they are on their way. */
  rows: readonly LeadRow[] | null;
  outdated: boolean;
}

const places = Array.from({ length: pageSize }, (_, index) => index);

/** The leads as a table whose columns sort and whose rows open. */
export function LeadTable({ view, rows, outdated }: Properties) {
  return (
    <div className="table-frame">
      <table className="lead-table" aria-labelledby="leads-title" aria-busy={rows === null || outdated}>
        <thead>
          <tr>
            {columns.map((column) => (
              <Head key={column.field} column={column} view={view} />
            ))}
          </tr>
        </thead>
        <tbody className={outdated ? 'outdated' : undefined}>
          {rows?.map((lead) => (
            <Row key={lead.userId} lead={lead} view={view} />
          )) ??
            places.map((place) => (
              <tr key={place}>
                {columns.map((column) => (
                  <td key={column.field} className={column.room}>
                    <Skeleton width="70%" />
                  </td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}

function Head({ column, view }: { column: Column; view: View }) {
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
        {column.title}
        {sorted && (
          <span className="arrow" aria-hidden="true">
            {direction === 'asc' ? '↑' : '↓'}
          </span>
        )}
      </ViewLink>
    </th>
  );
}

function Row({ lead, view }: { lead: LeadRow; view: View }) {
  const name = displayName(lead);
  const onClick = (event: MouseEvent<HTMLTableRowElement>) => {
    const isOfLink = event.target instanceof Element && event.target.closest('a') !== null;
    const isModified = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    // Whoever marks text to copy it wants to stay.
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
            <ViewLink className="open" to={{ ...view, lead: lead.userId }}>
              <span className="row-icon" role="img" aria-label={tierName(lead.leadScore)}>
                {tierIcon(lead.leadScore)}
              </span>
              <bdi>{name}</bdi>
            </ViewLink>
            {present(lead.username) && lead.username !== name && (
              <bdi className="row-username muted">{lead.username}</bdi>
            )}
          </th>
        ) : (
          <td key={column.field} className={`${column.room}${column.numeric ? ' numeric' : ''}`}>
            {column.cell(lead)}
          </td>
        ),
      )}
    </tr>
  );
}
