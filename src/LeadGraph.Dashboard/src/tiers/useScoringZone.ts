import { ScoringZoneDocument } from '../graphql/generated';
import { useData, type Data } from '../graphql/useData';
import { knownTimeZone } from '../text/zones';

const noVariables = {};

interface ScoringZone extends Pick<Data<unknown>, 'failure' | 'trying' | 'retry'> {
  /** The time zone whose days are the days of the page, or null while it is not known. */
  timeZone: string | null;
}

/** The scoring time zone: one question, however many cards need to know it. */
export function useScoringZone(): ScoringZone {
  const { data, failure, trying, retry } = useData(ScoringZoneDocument, noVariables, true);
  return { timeZone: data ? knownTimeZone(data.scoringRules.timeZone) : null, failure, trying, retry };
}
