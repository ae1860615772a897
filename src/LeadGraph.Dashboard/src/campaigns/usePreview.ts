import { useCallback, useEffect, useState } from 'react';
import { useClient } from 'urql';
import { PreviewCampaignDocument, type CreateCampaignInput, type PreviewCampaignQuery } from '../graphql/generated';
import { useSettled } from '../shell/useSettled';
import { refusalOf, type Refusal } from './useChange';

type Preview = PreviewCampaignQuery['previewCampaign'];

interface Shown {
  /** The numbers of the latest input that could be counted. */
  preview: Preview | null;
  /** Why the present input could not be. */
  refusal: Refusal | null;
  /** Whether the numbers are on their way. */
  counting: boolean;
  retry: () => void;
}

/** How many members a campaign would have, counted anew when its input has changed and stayed for a moment. */
export function usePreview(input: CreateCampaignInput): Shown {
  const client = useClient();
  const asked = JSON.stringify(input);
  const settled = useSettled(asked);
  const [attempt, setAttempt] = useState(0);
  const question = `${attempt} ${settled}`;
  const [answer, setAnswer] = useState<{ of: string; preview: Preview | null; refusal: Refusal | null }>({
    of: '',
    preview: null,
    refusal: null,
  });
  useEffect(() => {
    let isGone = false;
    const variables = { input: JSON.parse(settled) as CreateCampaignInput };
    // Never from the cache: a campaign that was made since changes who was written to lately.
    void client
      .query(PreviewCampaignDocument, variables, { requestPolicy: 'network-only' })
      .toPromise()
      .then(({ data, error }) => {
        if (!isGone) {
          setAnswer((before) => ({
            of: question,
            preview: data?.previewCampaign ?? before.preview,
            refusal: error ? refusalOf(error) : null,
          }));
        }
      });
    return () => {
      isGone = true;
    };
  }, [client, settled, question]);
  const retry = useCallback(() => {
    setAttempt((current) => current + 1);
  }, []);
  const counting = answer.of !== question || settled !== asked;
  return { preview: answer.preview, refusal: counting ? null : answer.refusal, counting, retry };
}
