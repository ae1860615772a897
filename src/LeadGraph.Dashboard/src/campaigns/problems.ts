import type { Message, Texts } from '../text/language';
import type { Draft } from './draft';
import type { Refusal } from './useChange';

type ProblemText = keyof Texts['newCampaign']['problems'];

/** What is wrong with the fields of the form, by the field; "input" is that of all of them together. */
export type Problems = ReadonlyMap<string, Message>;

export const noProblems: Problems = new Map();

/** What to say of each field, in which "*" stands for the place of a message. */
const texts: Record<string, ProblemText> = {
  input: 'input',
  name: 'name',
  search: 'search',
  segment: 'segment',
  notContactedDays: 'notContactedDays',
  exclude: 'exclude',
  optOutEventTypes: 'optOutEventTypes',
  variants: 'variants',
  'variants.*.name': 'variantName',
  'variants.*.share': 'variantShare',
  holdoutPercent: 'holdoutPercent',
  'goal.eventTypes': 'goalEventTypes',
  'goal.withinDays': 'goalWithinDays',
};

/** The field of the form that an argument of the service's belongs to: that of a list, for an item of it. */
export function fieldOf(argument: string): string {
  const path = argument.replace(/^input\.?/, '');
  const field = /^variants\.\d+\.(name|share)$/.test(path) ? path : path.replace(/\.\d+$/, '');
  return Object.hasOwn(texts, generic(field)) ? field : 'input';
}

/** What the service does not accept, at the fields it belongs to. */
export function problemsOf(refusal: Refusal | null): Problems {
  if (refusal?.kind !== 'invalid') {
    return noProblems;
  }
  const problems = new Map<string, Message>();
  for (const { argument, message } of refusal.problems) {
    const field = fieldOf(argument);
    const known = field === 'input' && argument !== 'input' ? undefined : texts[generic(field)];
    // The first one is told; another one of the same field comes when that is mended.
    if (!problems.has(field)) {
      problems.set(field, known ? (t) => t.newCampaign.problems[known] : (t) => t.problem.told(message));
    }
  }
  return problems;
}

/** Where what is wrong with each part of a draft is told. */
const places: Record<keyof Draft, string> = {
  name: 'name',
  leadScores: 'leadScores',
  search: 'search',
  segment: 'segment',
  isOfList: 'where',
  notContactedDays: 'notContactedDays',
  optOutEventTypes: 'optOutEventTypes',
  exclude: 'exclude',
  variants: 'variants',
  holdoutPercent: 'holdoutPercent',
  goalEventTypes: 'goal.eventTypes',
  withinDays: 'goal.withinDays',
};

/** The problems that are left when a draft changes: what is written anew may be right. */
export function withoutProblemsOf(problems: Problems, before: Draft, after: Draft): Problems {
  const changed = (Object.keys(places) as (keyof Draft)[]).filter((part) => before[part] !== after[part]);
  const mended = changed.map((part) => places[part]);
  // Whatever changes, there may be members now.
  const left = [...problems].filter(
    ([field]) => field !== 'input' && !mended.some((place) => field === place || field.startsWith(`${place}.`)),
  );
  return left.length === problems.size ? problems : new Map(left);
}

function generic(field: string): string {
  return field.replace(/\.\d+\./, '.*.');
}
