import { useState, type ComponentProps } from 'react';
import { useText } from '../text/language';
import { Choice } from './Choice';

interface Properties extends Omit<ComponentProps<typeof Choice>, 'options' | 'children'> {
  /** The types of events that are known of. */
  known: readonly string[];
}

/** Types of events to choose, those that are known of and any other. */
export function EventTypeChoice({ known, ...choice }: Properties) {
  const t = useText().newCampaign;
  const [other, setOther] = useState('');
  const types = [...new Set([...known, ...choice.chosen])];
  const add = () => {
    const type = other.trim();
    if (type) {
      choice.onChange([...new Set([...choice.chosen, type])]);
      setOther('');
    }
  };
  return (
    <Choice {...choice} options={types.map((type) => ({ value: type, shown: <bdi>{type}</bdi> }))}>
      <span className="option-adding">
        <input
          aria-label={t.otherType}
          placeholder={t.otherType}
          value={other}
          maxLength={255}
          onChange={(event) => {
            setOther(event.target.value);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') {
              event.preventDefault();
              add();
            }
          }}
        />
        <button type="button" aria-disabled={!other.trim()} onClick={add}>
          {t.add}
        </button>
      </span>
    </Choice>
  );
}
