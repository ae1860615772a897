import { useText } from '../text/language';
import { tierIcon } from '../tiers/tier';
import { EventTypes } from './EventTypes';
import { Slider } from './Slider';
import { hasTypeRules, isSame, triedTiers, withThreshold, type Trial } from './trial';
import { ZoneSelect } from './ZoneSelect';

interface Properties {
  trial: Trial;
  inForce: Trial;
  onChange: (trial: Trial) => void;
}

// In days; a longer one is refused.
const longestWindow = 3650;

/** What the rules are made of, to be tried: sliders, and a list of time zones. */
export function Sliders({ trial, inForce, onChange }: Properties) {
  const t = useText();
  // What the thresholds count.
  const unit = hasTypeRules(trial) ? 'point' : 'event';
  // The rules in force stand in the first half, so that there is room for more.
  const mostPoints = Math.max(20, 2 * inForce.hot.minEvents);
  const mostDays = Math.max(trial.windowDays + 1, inForce.hot.minActiveDays);
  return (
    <form
      className="rules-sliders"
      onSubmit={(event) => {
        event.preventDefault();
      }}
    >
      <Slider
        label={t.rules.window}
        value={trial.windowDays}
        inForce={inForce.windowDays}
        least={1}
        most={Math.min(longestWindow, Math.max(30, 2 * inForce.windowDays))}
        onChange={(windowDays) => {
          onChange({ ...trial, windowDays });
        }}
      />
      {triedTiers.map((tier) => {
        const leadScore = tier.toUpperCase() as Uppercase<typeof tier>;
        return (
          <fieldset key={tier}>
            <legend>
              <span aria-hidden="true">{tierIcon(leadScore)}</span> {t.tier.names[leadScore]}
            </legend>
            <Slider
              label={t.rules.least[unit]}
              value={trial[tier].minEvents}
              inForce={inForce[tier].minEvents}
              least={0}
              most={mostPoints}
              onChange={(value) => {
                onChange(withThreshold(trial, tier, 'minEvents', value));
              }}
            />
            <Slider
              label={t.rules.leastDays}
              value={trial[tier].minActiveDays}
              inForce={inForce[tier].minActiveDays}
              least={0}
              most={mostDays}
              onChange={(value) => {
                onChange(withThreshold(trial, tier, 'minActiveDays', value));
              }}
            />
          </fieldset>
        );
      })}
      <EventTypes trial={trial} inForce={inForce} onChange={onChange} />
      <ZoneSelect trial={trial} inForce={inForce} onChange={onChange} />
      <button
        type="button"
        className="rules-reset"
        disabled={isSame(trial, inForce)}
        onClick={() => {
          onChange(inForce);
        }}
      >
        {t.rules.reset}
      </button>
    </form>
  );
}
