import { useText } from '../text/language';
import { spaced } from '../text/names';
import { ShortTime } from '../text/Time';
import { DaysNote } from '../tiers/DaysNote';
import { tierSlug } from '../tiers/tier';
import { DayChart } from './DayChart';
import { TierStrip } from './TierStrip';
import { sharesOf, thresholdOf, unitOf, type GoalProperties } from './why';
import './why.css';

/** Why a lead stands in its tier, what the next one takes, and until when it stays. */
export function Why({ lead, rules }: Pick<GoalProperties, 'lead' | 'rules'>) {
  const t = useText();
  const { leadScore: tier, explanation, points, fallsAt, fallsTo } = lead;
  const unit = unitOf(rules);
  const { next } = explanation;
  const goal = next?.leadScore ?? tier;
  return (
    <section className={`why tier-${tierSlug(tier)}`} aria-labelledby="why-title">
      <h3 id="why-title">{t.why.title(tier)}</h3>
      {next && (
        <>
          <p className="why-next">{t.why.missing(next.points, next.activeDays, unit, next.leadScore)}</p>
          <p className="muted">{t.why.within(rules.windowDays)}</p>
        </>
      )}
      {fallsAt && fallsTo && <p className="why-falls">{t.why.falls(fallsTo, <ShortTime instant={fallsAt} />)}</p>}
      <Needs lead={lead} rules={rules} goal={goal} unit={unit} />
      {points > 0 && <DayChart lead={lead} rules={rules} goal={goal} unit={unit} />}
      <DaysNote window={rules} activeDays={[lead.activeDays]} />
      <TierStrip days={lead.dailyScores} />
      {explanation.eventTypes.length > 0 && (
        <>
          <h4>{t.why.byType}</h4>
          <ul className="why-types">
            {sharesOf(explanation.eventTypes).map((type) => (
              <li key={'eventType' in type ? `type ${type.eventType}` : 'others'}>
                {'others' in type ? (
                  <span>{t.why.otherTypes(type.others)}</span>
                ) : type.eventType === '' ? (
                  <span>{t.why.withoutType}</span>
                ) : (
                  <span translate="no" title={type.eventType}>
                    {spaced(type.eventType)}
                  </span>
                )}
                <span className="why-track" aria-hidden="true">
                  <span className="why-bar" style={{ width: `${(type.points / Math.max(points, 1)) * 100}%` }} />
                </span>
                <span className="why-count">
                  {t.format.number(type.points)} <span className="muted">{t.format.share(type.points, points)}</span>
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** What the goal takes, and what of it there is. */
function Needs({ lead, rules, goal, unit }: GoalProperties) {
  const t = useText().why;
  const needed = thresholdOf(rules, goal);
  return (
    <>
      <h4>{t.needs(goal)}</h4>
      <ul className="why-needs">
        {needed.points > 0 && (
          <Need isMet={lead.points >= needed.points} text={t.points(lead.points, needed.points, unit)} />
        )}
        {needed.activeDays > 1 && (
          <Need isMet={lead.activeDays >= needed.activeDays} text={t.days(lead.activeDays, needed.activeDays)} />
        )}
      </ul>
    </>
  );
}

function Need({ isMet, text }: { isMet: boolean; text: string }) {
  const t = useText().why;
  return (
    <li className={isMet ? 'met' : undefined}>
      <span aria-hidden="true">{isMet ? '✓' : '○'}</span>
      <span className="visually-hidden">{isMet ? t.enough : t.tooFew} </span>
      {text}
    </li>
  );
}
