import { useId } from 'react';
import { SegmentsDocument } from '../graphql/generated';
import { useData } from '../graphql/useData';
import { useText } from '../text/language';
import type { Problems } from './problems';

const noVariables = {};

interface Properties {
  /** The name of the segment that is chosen, or empty for none. */
  segment: string;
  onChange: (segment: string) => void;
  problems: Problems;
}

/** Chooses a segment of the settings, where there are any. */
export function SegmentField({ segment, onChange, problems }: Properties) {
  const texts = useText();
  const t = texts.newCampaign;
  const id = useId();
  const segments = useData(SegmentsDocument, noVariables, true).data?.segments ?? [];
  // Names are not told apart by case; one that is not there stays to be seen, and to be left.
  const chosen = segments.find(({ name }) => name.toLowerCase() === segment.toLowerCase())?.name;
  const problem = problems.get('segment');
  if (segments.length === 0 && !segment) {
    return null;
  }
  return (
    <div className="form-field">
      <label htmlFor={id}>{t.segment}</label>
      <select
        id={id}
        value={chosen ?? segment}
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-problem`}
        onChange={(event) => {
          onChange(event.target.value);
        }}
      >
        <option value="">{t.noSegment}</option>
        {segments.map(({ name, members }) => (
          <option key={name} value={name}>
            {t.segmentOf(name, members)}
          </option>
        ))}
        {segment && !chosen && <option value={segment}>{segment}</option>}
      </select>
      <span id={`${id}-problem`} className="problem form-hint">
        {problem?.(texts)}
      </span>
    </div>
  );
}
