import './live.css';
import { useLive, type Live } from './LiveContext';

const words: Record<Live['status'], string> = {
  connecting: 'Connecting…',
  connected: 'Live',
  lost: 'Connection lost. Trying again…',
};

/** Whether changes are shown as they happen. */
export function LiveStatus() {
  const { status } = useLive();
  return (
    <p className={`live-status ${status}`} role="status">
      <span className="dot" aria-hidden="true" />
      {words[status]}
    </p>
  );
}
