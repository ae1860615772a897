import './live.css';
import { useText } from '../text/language';
import { useLive } from './LiveContext';

/** Whether changes are shown as they happen. */
export function LiveStatus() {
  const { status } = useLive();
  const t = useText().live;
  return (
    <p className={`live-status ${status}`} role="status">
      <span className="dot" aria-hidden="true" />
      {t[status]}
    </p>
  );
}
