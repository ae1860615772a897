import { useText } from '../text/language';
import { useNow } from '../text/now';
import { whyMoreDays, type Window } from './window';

interface Properties {
  window: Window;
  /** The active days of the leads that are shown. */
  activeDays: readonly number[];
}

/** Says why there are more active days than the window is long, where a lead has more. */
export function DaysNote({ window, activeDays }: Properties) {
  const text = whyMoreDays(useText(), window, useNow(), activeDays);
  return text === null ? null : <p className="muted days-note">{text}</p>;
}
