import { useRef } from 'react';
import { useText } from '../text/language';
import type { Taking } from './useListTaker';

/** Says what has become of taking a list, and shows the lines that the page may not copy. */
export function TakingStatus({ taking }: { taking: Taking }) {
  const t = useText();
  const manual = useRef<HTMLTextAreaElement>(null);
  const busy = taking.kind === 'busy';
  return (
    <>
      <p className={taking.kind === 'failed' ? 'campaign-told problem' : 'campaign-told muted'}>
        <span role="status">
          {busy && t.campaign.fetching}
          {(taking.kind === 'done' || taking.kind === 'failed') && taking.message(t)}
        </span>
        {/* Not for those who have it read to them at every change. */}
        {busy && taking.percent > 0 && <span aria-hidden="true"> {taking.percent} %</span>}
      </p>
      {taking.kind === 'manual' && (
        <label className="campaign-manual">
          {t.campaign.manual}
          <textarea
            ref={manual}
            readOnly
            rows={6}
            value={taking.lines}
            onFocus={() => {
              manual.current?.select();
            }}
          />
        </label>
      )}
    </>
  );
}
