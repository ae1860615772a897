import { useState } from 'react';
import { useText } from '../text/language';
import { Slider } from './Slider';
import { usualRule, withTypeRule, type Trial } from './trial';

interface Properties {
  trial: Trial;
  inForce: Trial;
  onChange: (trial: Trial) => void;
}

const leastRoom = 10;

// More is refused.
const greatestWeight = 1000;

/** What events of each type are worth, and how many of a day count. */
export function EventTypes({ trial, inForce, onChange }: Properties) {
  const t = useText();
  return (
    <details className="rules-types">
      <summary>{t.rules.types}</summary>
      {trial.eventTypes.map((rule) => {
        const before = inForce.eventTypes.find((other) => other.eventType === rule.eventType) ?? usualRule(rule.eventType);
        const mostWeight = Math.min(greatestWeight, Math.max(leastRoom, 2 * before.weight, rule.weight));
        // The end of the slider stands for all.
        const all = Math.max(leastRoom, 2 * (before.maxPerDay ?? 0)) + 1;
        return (
          <fieldset key={rule.eventType}>
            <legend>
              <bdi>{rule.eventType}</bdi>
            </legend>
            <Slider
              label={t.rules.weight}
              value={rule.weight}
              inForce={before.weight}
              least={0}
              most={mostWeight}
              onChange={(weight) => {
                onChange(withTypeRule(trial, { ...rule, weight }));
              }}
            />
            <Slider
              label={t.rules.maxPerDay}
              value={rule.maxPerDay ?? all}
              inForce={before.maxPerDay ?? all}
              least={1}
              most={all}
              write={(value) => (value === all ? t.rules.all : t.format.number(value))}
              onChange={(value) => {
                onChange(withTypeRule(trial, { ...rule, maxPerDay: value === all ? null : value }));
              }}
            />
          </fieldset>
        );
      })}
      <NewType
        onAdd={(eventType) => {
          onChange(trial.eventTypes.some((rule) => rule.eventType === eventType)
            ? trial
            : withTypeRule(trial, usualRule(eventType)));
        }}
      />
    </details>
  );
}

/** Adds a type of events that the leads with the most points have none of. */
function NewType({ onAdd }: { onAdd: (eventType: string) => void }) {
  const t = useText().rules;
  const [name, setName] = useState('');
  const add = () => {
    if (name.trim()) {
      onAdd(name.trim());
      setName('');
    }
  };
  return (
    <div className="rules-new-type">
      <label className="field">
        <span>{t.otherType}</span>
        <input
          value={name}
          maxLength={200}
          onChange={(event) => {
            setName(event.target.value);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') {
              add();
            }
          }}
        />
      </label>
      <button type="button" onClick={add}>
        {t.add}
      </button>
    </div>
  );
}
