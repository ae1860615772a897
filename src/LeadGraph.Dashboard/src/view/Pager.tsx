import type { ReactNode } from 'react';
import type { Page } from './view';

interface Properties {
  label: string;
  /** What leads to the previous page, and to the next. */
  back: string;
  forth: string;
  /** The pages, where there are any. */
  previous: Page | null | undefined;
  next: Page | null | undefined;
  /** Whether the page that is shown is not the one that was asked for. */
  outdated: boolean;
  turn: (to: Page) => () => void;
  /** What stands between the two. */
  children?: ReactNode;
}

/** Leads from page to page of a list; nothing where there is one page. */
export function Pager({ label, back, forth, previous, next, outdated, turn, children }: Properties) {
  return (previous ?? next) ? (
    <nav className="pager" aria-label={label}>
      <button type="button" disabled={!previous || outdated} onClick={previous ? turn(previous) : undefined}>
        {back}
      </button>
      {children}
      <button type="button" disabled={!next || outdated} onClick={next ? turn(next) : undefined}>
        {forth}
      </button>
    </nav>
  ) : null;
}
