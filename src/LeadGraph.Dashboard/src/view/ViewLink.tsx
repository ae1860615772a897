import type { AnchorHTMLAttributes } from 'react';
import { goTo } from './useView';
import { formatView, type View } from './view';

/** A link to another view, which opens in its own tab as every link does when that is asked for. */
export function ViewLink({ to, children, ...attributes }: { to: View } & AnchorHTMLAttributes<HTMLAnchorElement>) {
  return (
    <a
      {...attributes}
      href={formatView(to)}
      onClick={(event) => {
        if (event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) {
          event.preventDefault();
          goTo(to);
        }
      }}
    >
      {children}
    </a>
  );
}
