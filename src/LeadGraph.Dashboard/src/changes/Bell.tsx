import { useEffect, useMemo } from 'react';
import { NewChangesDocument } from '../graphql/generated';
import { useData } from '../graphql/useData';
import { useText } from '../text/language';
import { defaultView, type View } from '../view/view';
import { ViewLink } from '../view/ViewLink';
import { noteSeen, useSeen } from './seen';
import './changes.css';

/** The most changes that are counted. */
const most = 99;

/** A link to the changes of tier, with how many are new since they were last looked at. Without a store there is none. */
export function Bell({ view }: { view: View }) {
  const t = useText().changes;
  const seen = useSeen();
  const variables = useMemo(() => ({ after: seen === '' ? null : seen }), [seen]);
  const { data, outdated, failure } = useData(NewChangesDocument, variables);
  const newest = data && (data.newest?.edges?.[0]?.cursor ?? '');
  const isShown = view.show === 'changes';
  useEffect(() => {
    // What is there at the first visit is not new; what the page of changes shows has been seen.
    if (newest !== undefined && !outdated && (seen === null || isShown)) {
      noteSeen(newest);
    }
  }, [newest, outdated, seen, isShown]);
  const isGone = failure?.code === 'CHANGES_DELETED' || failure?.code === 'CURSOR_OF_OTHER_STORE';
  useEffect(() => {
    if (isGone) {
      noteSeen('');
    }
  }, [isGone]);
  if (!data?.newest) {
    // Its place is kept, so that nothing moves when it comes.
    return <span className="bell" />;
  }
  const count = seen === null || outdated || isShown ? 0 : (data.unseen?.nodes?.length ?? 0);
  const shown = count > most ? `${most}+` : String(count);
  return (
    <ViewLink
      className="bell"
      aria-current={isShown ? 'page' : undefined}
      aria-label={count > 0 ? t.bell(t.title, shown) : t.title}
      title={t.title}
      to={{ ...defaultView, show: 'changes' }}
    >
      <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
        <path d="M12 3a6 6 0 0 0-6 6v4.2L4.3 16.5h15.4L18 13.2V9a6 6 0 0 0-6-6Z" />
        <path d="M9.8 19.2a2.3 2.3 0 0 0 4.4 0" />
      </svg>
      {count > 0 && (
        <span className="bell-count" aria-hidden="true">
          {shown}
        </span>
      )}
    </ViewLink>
  );
}
