import { useEffect, useRef } from 'react';
import { useText } from '../text/language';
import type { View } from '../view/view';
import { ViewLink } from '../view/ViewLink';
import type { Notice } from './changes';
import { useLive } from './LiveContext';

const shownMilliseconds = 12_000;

/** Tells quietly of leads that changed tier, in a corner, and lets go of it by itself. */
export function Notices({ view }: { view: View }) {
  const { notices, dismiss } = useLive();
  const t = useText().live;
  return (
    <div className="notices" role="log" aria-label={t.notices}>
      {notices.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} view={view} dismiss={dismiss} />
      ))}
    </div>
  );
}

function NoticeCard({ notice, view, dismiss }: { notice: Notice; view: View; dismiss: (id: number) => void }) {
  const t = useText();
  const card = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const timer = setInterval(() => {
      // It stays while it is read or about to be used.
      if (!card.current?.matches(':hover, :focus-within')) {
        dismiss(notice.id);
      }
    }, shownMilliseconds);
    return () => {
      clearInterval(timer);
    };
  }, [notice.id, dismiss]);

  return (
    <div className="notice" ref={card}>
      <p>
        <ViewLink to={{ ...view, lead: notice.userId }}>
          <bdi>{notice.name}</bdi>
        </ViewLink>{' '}
        {notice.text(t)}
      </p>
      <button
        type="button"
        className="quiet"
        aria-label={t.live.dismiss(notice.name)}
        onClick={() => {
          dismiss(notice.id);
        }}
      >
        ×
      </button>
    </div>
  );
}
