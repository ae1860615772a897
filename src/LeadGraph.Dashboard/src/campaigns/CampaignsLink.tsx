import { useText } from '../text/language';
import { defaultView, type View } from '../view/view';
import { ViewLink } from '../view/ViewLink';

/** A link to all campaigns, for the head of the page. */
export function CampaignsLink({ view }: { view: View }) {
  const t = useText().campaigns;
  return (
    <ViewLink
      className="head-link"
      aria-current={view.show === 'campaigns' && view.campaign === null ? 'page' : undefined}
      title={t.title}
      to={{ ...defaultView, show: 'campaigns' }}
    >
      <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
        <path d="M4 10v4l11 4.5v-13L4 10Z" />
        <path d="M6.5 15.2 8 20h2.6l-1.3-3.8M18 9.5a3.5 3.5 0 0 1 0 5" />
      </svg>
      <span className="head-link-name">{t.title}</span>
    </ViewLink>
  );
}
