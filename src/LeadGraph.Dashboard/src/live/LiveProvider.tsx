import { useCallback, useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react';
import { ConnectionContext } from '../graphql/connection';
import { RevisionContext } from '../graphql/revision';
import type { Session } from '../session/session';
import { withChange, type Notice } from './changes';
import { listen } from './listen';
import { LiveContext, type Live } from './LiveContext';

// Changes come in bursts, one poll of the service's at a time.
const settleMilliseconds = 250;
// Counts change without a change of tier too, and nobody tells of those.
const refreshMilliseconds = 60_000;

/** Keeps everything within it up to date, while the page can be seen. */
export function LiveProvider({ session, children }: { session: Session; children: ReactNode }) {
  const visible = useSyncExternalStore(subscribeToVisibility, () => document.visibilityState === 'visible');
  const [status, setStatus] = useState<Live['status']>('connecting');
  const [revision, setRevision] = useState(0);
  const [notices, setNotices] = useState<Notice[]>([]);

  useEffect(() => {
    if (!visible) {
      return;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    let nextId = Date.now();
    const refresh = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        setRevision((current) => current + 1);
      }, settleMilliseconds);
    };
    const stop = listen(session, {
      connected() {
        setStatus('connected');
        // What changed before the service took the subscription, nobody tells of.
        refresh();
      },
      lost() {
        setStatus('lost');
      },
      changed(change) {
        const id = nextId++;
        setNotices((current) => withChange(current, change, id));
        refresh();
      },
    });
    const interval = setInterval(refresh, refreshMilliseconds);
    return () => {
      clearTimeout(timer);
      clearInterval(interval);
      stop();
    };
  }, [session, visible]);

  // The page was out of sight: what it shows may be old by now.
  const [wasVisible, setWasVisible] = useState(visible);
  if (visible !== wasVisible) {
    setWasVisible(visible);
    if (visible) {
      setRevision(revision + 1);
    }
  }

  const dismiss = useCallback((id: number) => {
    setNotices((current) => current.filter((notice) => notice.id !== id));
  }, []);
  const live = useMemo(() => ({ status, notices, dismiss }), [status, notices, dismiss]);
  return (
    <RevisionContext value={revision}>
      <ConnectionContext value={status !== 'lost'}>
        <LiveContext value={live}>{children}</LiveContext>
      </ConnectionContext>
    </RevisionContext>
  );
}

function subscribeToVisibility(onChange: () => void): () => void {
  document.addEventListener('visibilitychange', onChange);
  return () => {
    document.removeEventListener('visibilitychange', onChange);
  };
}
