import { useState } from 'react';
import { CloseCampaignDocument, DeleteCampaignDocument } from '../graphql/generated';
import { useText } from '../text/language';
import { goTo } from '../view/useView';
import { defaultView } from '../view/view';
import { Confirm } from './Confirm';
import { Refused } from './Refused';
import { useChange } from './useChange';

interface Properties {
  id: string;
  isRunning: boolean;
  /** Told when it has been closed. */
  onClosed: () => void;
}

/** Closes a campaign, or deletes it, after asking. */
export function Actions({ id, isRunning, onClosed }: Properties) {
  const t = useText().campaigns;
  const [asked, setAsked] = useState<'close' | 'remove' | null>(null);
  const closing = useChange(CloseCampaignDocument);
  const removing = useChange(DeleteCampaignDocument);
  const { making, refusal } = asked === 'close' ? closing : removing;
  const ask = (what: 'close' | 'remove') => () => {
    closing.forget();
    removing.forget();
    setAsked(what);
  };
  const go = async () => {
    if (asked === 'close') {
      if (await closing.make({ campaign: id })) {
        setAsked(null);
        onClosed();
      }
    } else if (await removing.make({ campaign: id })) {
      goTo({ ...defaultView, show: 'campaigns' }, true);
    }
  };
  return (
    <div className="campaign-actions">
      {isRunning && (
        <button type="button" onClick={ask('close')}>
          {t.close}
        </button>
      )}
      <button type="button" onClick={ask('remove')}>
        {t.remove}
      </button>
      {asked && (
        <Confirm
          title={asked === 'close' ? t.closeTitle : t.removeTitle}
          why={asked === 'close' ? t.closeWhy : t.removeWhy}
          go={asked === 'close' ? t.closeNow : t.removeNow}
          isBusy={making}
          onGo={() => void go()}
          onCancel={() => {
            setAsked(null);
          }}
        >
          {refusal && <Refused what={t.notDone} refusal={refusal} />}
        </Confirm>
      )}
    </div>
  );
}
