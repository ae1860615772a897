import type { ReactNode } from 'react';
import { useConnected } from '../graphql/connection';
import type { Data } from '../graphql/useData';
import { useText } from '../text/language';
import { ClockTime } from '../text/Time';

interface Properties {
  /** The id of the title, by which the card is called. */
  id: string;
  title: string;
  shown: Pick<Data<unknown>, 'at' | 'failure'>;
  children?: ReactNode;
}

/** The title of a card, and as of when it is where that may be long ago. */
export function CardHead({ id, title, shown: { at, failure }, children }: Properties) {
  const t = useText().page;
  const isOld = !useConnected() || failure !== null;
  return (
    <div className="card-head">
      <h2 id={id}>{title}</h2>
      {isOld && at !== null && <p className="as-of">{t.asOf(<ClockTime instant={at} />)}</p>}
      {children}
    </div>
  );
}
