import { useId, type ReactNode } from 'react';
import { useText, type Message } from '../text/language';

interface Properties {
  legend: string;
  /** What can be chosen, and how it is shown. */
  options: readonly { value: string; shown: ReactNode }[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  hint?: ReactNode;
  problem?: Message | undefined;
  children?: ReactNode;
}

/** Several things of which any can be chosen. */
export function Choice({ legend, options, chosen, onChange, hint, problem, children }: Properties) {
  const t = useText();
  const id = useId();
  return (
    <fieldset className="choice" aria-describedby={`${id}-hint ${id}-problem`}>
      <legend>{legend}</legend>
      <div className="options">
        {options.map(({ value, shown }) => (
          <label key={value} className="option">
            <input
              type="checkbox"
              checked={chosen.includes(value)}
              aria-invalid={problem !== undefined}
              onChange={(event) => {
                onChange(event.target.checked ? [...chosen, value] : chosen.filter((one) => one !== value));
              }}
            />
            <span>{shown}</span>
          </label>
        ))}
        {children}
      </div>
      <span id={`${id}-hint`} className="muted form-hint">
        {hint}
      </span>
      <span id={`${id}-problem`} className="problem form-hint">
        {problem?.(t)}
      </span>
    </fieldset>
  );
}
