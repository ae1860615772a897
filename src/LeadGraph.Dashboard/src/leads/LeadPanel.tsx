import { useLayoutEffect, useMemo, useRef, type ReactNode } from 'react';
import { LeadDocument, type LeadQuery } from '../graphql/generated';
import { useData } from '../graphql/useData';
import { Problem } from '../shell/Problem';
import { Skeleton } from '../shell/Skeleton';
import { exactTime, count } from '../text/words';
import { Time } from '../text/Time';
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
          <h2 id="lead-title">{lead ? <bdi>{displayName(lead)}</bdi> : data ? 'No such lead' : `Lead ${userId}`}</h2>
          <button type="button" className="quiet" aria-label="Close" onClick={closeLead}>
            ×
          </button>
        </div>
        {failure && <Problem what="The lead could not be loaded." failure={failure} retry={retry} trying={trying} />}
        {data && !lead && <p className="empty">Nobody with the id {userId} has registered.</p>}
        {lead && <Details lead={lead} withheld={withheld} rules={data.scoringRules} />}
        {!data && !failure && (
          <div className="panel-waiting" aria-busy="true" aria-label="Loading">
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
  const nothing = <span className="muted">{withheld ? 'hidden' : 'none'}</span>;
  return (
    <>
      <p className="panel-summary">
        <TierBadge tier={lead.leadScore} />
        <span>
          {count(lead.totalEvents, 'event')} on {count(lead.activeDays, 'day')}
          {lead.points !== lead.totalEvents && `, ${count(lead.points, 'point')}`}
        </span>
      </p>
      <Contact lead={lead} withheld={withheld} />
      <dl>
        <dt>Username</dt>
        <dd>{present(lead.username) ? <bdi>{lead.username}</bdi> : nothing}</dd>
        <dt>Email</dt>
        <dd>{present(lead.email) ? <bdi>{lead.email}</bdi> : nothing}</dd>
        <dt>Last activity</dt>
        <dd>
          {lead.lastActivity ? <Time instant={lead.lastActivity} /> : <span className="muted">none in the window</span>}
        </dd>
        <dt>Registered</dt>
        <dd>{lead.registeredAt ? exactTime(lead.registeredAt) : <span className="muted">unknown</span>}</dd>
        <dt>User id</dt>
        <dd>{lead.userId}</dd>
      </dl>
      <Why
        tier={lead.leadScore}
        explanation={lead.explanation}
        falls={lead.fallsAt && lead.fallsTo ? { at: lead.fallsAt, to: lead.fallsTo } : null}
        windowDays={rules.windowDays}
        hasPoints={lead.points !== lead.totalEvents}
      />
      <h3>Recent events</h3>
      <Timeline events={lead.recentEvents} total={lead.totalEvents} timeZone={rules.timeZone} />
    </>
  );
}
