import { useLayoutEffect, useMemo, useRef, type ReactNode } from 'react';
import { LeadDocument, type LeadQuery } from '../graphql/generated';
import { useData } from '../graphql/useData';
import { Problem } from '../shell/Problem';
import { Skeleton } from '../shell/Skeleton';
import { useText } from '../text/language';
import { ExactTime, Time } from '../text/Time';
import { TierBadge } from '../tiers/TierBadge';
import { closeLead } from '../view/useView';
import { Contact } from './Contact';
import { displayName, present } from './lead';
import { Timeline } from './Timeline';
import { Why } from './Why';
import './panel.css';

interface Properties {
  userId: string;
  /** What stands over the dialog. */
  children: ReactNode;
}

/** One lead in full, in a dialog beside the list. */
export function LeadPanel({ userId, children }: Properties) {
  const t = useText();
  const dialog = useRef<HTMLDialogElement>(null);
  // A layout effect ends while the dialog still is in the page; only then closing gives the focus back to where it was.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    const onMouseDown = (event: MouseEvent) => {
      // The content fills the dialog's own box, so only the backdrop is the dialog itself.
      if (event.target === element) {
        closeLead();
      }
    };
    element?.addEventListener('mousedown', onMouseDown);
    return () => {
      element?.removeEventListener('mousedown', onMouseDown);
      element?.close();
    };
  }, []);

  const variables = useMemo(() => ({ userId }), [userId]);
  const { data, failure, withheld, trying, retry } = useData(LeadDocument, variables);
  const lead = data?.userActivityById;
  return (
    <dialog
      ref={dialog}
      className="lead-panel"
      aria-labelledby="lead-title"
      onCancel={(event) => {
        event.preventDefault();
        closeLead();
      }}
    >
      <div className="panel-body">
        <div className="panel-head">
          <h2 id="lead-title">{lead ? <bdi>{displayName(lead)}</bdi> : data ? t.panel.none : t.panel.lead(userId)}</h2>
          <button type="button" className="quiet" aria-label={t.panel.close} onClick={closeLead}>
            ×
          </button>
        </div>
        {failure && <Problem what={t.panel.failed} failure={failure} retry={retry} trying={trying} />}
        {data && !lead && <p className="empty">{t.panel.nobody(userId)}</p>}
        {lead && <Details lead={lead} withheld={withheld} rules={data.scoringRules} />}
        {!data && !failure && (
          <div className="panel-waiting" aria-busy="true" aria-label={t.page.loading}>
            {[60, 80, 45, 90, 70, 85].map((width) => (
              <Skeleton key={width} width={`${width}%`} />
            ))}
          </div>
        )}
      </div>
      {children}
    </dialog>
  );
}

interface DetailsProperties {
  lead: NonNullable<LeadQuery['userActivityById']>;
  withheld: boolean;
  rules: LeadQuery['scoringRules'];
}

function Details({ lead, withheld, rules }: DetailsProperties) {
  const t = useText();
  const nothing = <span className="muted">{withheld ? t.lead.hidden : t.lead.none}</span>;
  return (
    <>
      <p className="panel-summary">
        <TierBadge tier={lead.leadScore} />
        <span>
          {t.lead.activity(lead.totalEvents, lead.activeDays)}
          {lead.points !== lead.totalEvents && `, ${t.lead.points(lead.points)}`}
        </span>
      </p>
      <Contact lead={lead} withheld={withheld} />
      <dl>
        <dt>{t.panel.username}</dt>
        <dd>{present(lead.username) ? <bdi>{lead.username}</bdi> : nothing}</dd>
        <dt>{t.panel.email}</dt>
        <dd>{present(lead.email) ? <bdi>{lead.email}</bdi> : nothing}</dd>
        <dt>{t.panel.lastActivity}</dt>
        <dd>
          {lead.lastActivity ? (
            <Time instant={lead.lastActivity} />
          ) : (
            <span className="muted">{t.panel.noneInWindow}</span>
          )}
        </dd>
        <dt>{t.panel.registered}</dt>
        <dd>
          {lead.registeredAt ? (
            <ExactTime instant={lead.registeredAt} />
          ) : (
            <span className="muted">{t.panel.unknown}</span>
          )}
        </dd>
        <dt>{t.panel.userId}</dt>
        <dd>{lead.userId}</dd>
      </dl>
      <Why lead={lead} rules={rules} />
      <h3>{t.panel.events}</h3>
      <Timeline events={lead.recentEvents} total={lead.totalEvents} timeZone={rules.timeZone} />
    </>
  );
}
