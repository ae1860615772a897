import { useText } from '../text/language';
import type { Trial } from './trial';

interface Properties {
  trial: Trial;
  inForce: Trial;
  onChange: (trial: Trial) => void;
}

/** The time zone whose days active days are. */
export function ZoneSelect({ trial, inForce, onChange }: Properties) {
  const t = useText().rules;
  const zones = [...new Set([inForce.timeZone, 'UTC', ...Intl.supportedValuesOf('timeZone')])];
  return (
    <label className="field rules-zone">
      <span>
        {t.zone}
        {trial.timeZone !== inForce.timeZone && (
          <span className="muted" translate="no">
            {' '}
            {t.instead(inForce.timeZone)}
          </span>
        )}
      </span>
      <select
        translate="no"
        value={trial.timeZone}
        onChange={(event) => {
          onChange({ ...trial, timeZone: event.target.value });
        }}
      >
        {zones.map((zone) => (
          <option key={zone}>{zone}</option>
        ))}
      </select>
    </label>
  );
}
