import { useId, type InputHTMLAttributes, type ReactNode } from 'react';
import { useText, type Message } from '../text/language';

interface Properties extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value'> {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** What is said of the field below it. */
  hint?: ReactNode;
  /** What is wrong with it. */
  problem?: Message | undefined;
}

/** A field of a form, with what is wrong with it. */
export function Field({ label, value, onChange, hint, problem, ...attributes }: Properties) {
  const t = useText();
  const id = useId();
  return (
    <div className="form-field">
      <label htmlFor={id}>{label}</label>
      <input
        {...attributes}
        id={id}
        value={value}
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-hint ${id}-problem`}
        onChange={(event) => {
          onChange(event.target.value);
        }}
      />
      <span id={`${id}-hint`} className="muted form-hint">
        {hint}
      </span>
      <span id={`${id}-problem`} className="problem form-hint">
        {problem?.(t)}
      </span>
    </div>
  );
}

/** A field for a whole number. */
export function NumberField(properties: Properties) {
  return <Field inputMode="numeric" autoComplete="off" maxLength={6} {...properties} />;
}
