import { HotLeadsDocument } from '../graphql/generated';
import { useData } from '../graphql/useData';

const noVariables = {};

/** Whether the key has no right to personal data. Of a list that is empty the service does not tell. */
export function useHidden(): boolean {
  return useData(HotLeadsDocument, noVariables).withheld;
}
