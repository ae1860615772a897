import { useId } from 'react';
import { useText } from '../text/language';

interface Properties {
  label: string;
  value: number;
  inForce: number;
  least: number;
  most: number;
  /** How a value is written, where it is not a plain number. */
  write?: (value: number) => string;
  onChange: (value: number) => void;
}

/** A number of the rules, with what it is by the rules in force where that differs. */
export function Slider({ label, value, inForce, least, most, write, onChange }: Properties) {
  const t = useText();
  const id = useId();
  const written = write ?? t.format.number;
  return (
    <div className="slider">
      <label htmlFor={id}>{label}</label>
      <output htmlFor={id}>
        <strong>{written(value)}</strong>
        {value !== inForce && <span className="muted"> {t.rules.instead(written(inForce))}</span>}
      </output>
      <input
        id={id}
        type="range"
        min={least}
        max={most}
        value={value}
        aria-valuetext={written(value)}
        onChange={(event) => {
          onChange(Number(event.target.value));
        }}
      />
    </div>
  );
}
