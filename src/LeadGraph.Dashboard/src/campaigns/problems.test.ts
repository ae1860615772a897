import { describe, expect, it } from 'vitest';
import { en } from '../text/en';
import { ru } from '../text/ru';
import { draftOf } from './draft';
import { fieldOf, problemsOf, withoutProblemsOf, type Problems } from './problems';
import { refusalOf } from './useChange';

describe('fieldOf', () => {
  it.each([
    ['input', 'input'],
    ['input.name', 'name'],
    ['input.variants', 'variants'],
    ['input.variants.0.name', 'variants.0.name'],
    ['input.variants.9.share', 'variants.9.share'],
    ['input.exclude.2', 'exclude'],
    ['input.optOutEventTypes.0', 'optOutEventTypes'],
    ['input.goal.eventTypes', 'goal.eventTypes'],
    ['input.goal.eventTypes.3', 'goal.eventTypes'],
    ['input.goal.withinDays', 'goal.withinDays'],
    ['input.segment', 'segment'],
    ['input.where', 'input'],
    ['input.constructor', 'input'],
  ])('of %s', (argument, field) => {
    expect(fieldOf(argument)).toBe(field);
  });
});

describe('problemsOf', () => {
  const error = (code: string, argument?: string) => ({ message: 'No.', extensions: { code, argument } });
  const refusal = (...errors: ReturnType<typeof error>[]) =>
    refusalOf({ graphQLErrors: errors as unknown as Parameters<typeof refusalOf>[0]['graphQLErrors'] });

  it('are told at the fields, in the language of the page', () => {
    const problems = problemsOf(
      refusal(error('INVALID_CAMPAIGN', 'input.name'), error('INVALID_CAMPAIGN', 'input.variants.1.share')),
    );
    expect([...problems.keys()]).toEqual(['name', 'variants.1.share']);
    expect(problems.get('name')?.(en)).toBe('A name has 1 to 200 characters.');
    expect(problems.get('variants.1.share')?.(ru)).toBe('Целое число от 1 до 100.');
  });

  it('of an argument that the form does not know are told as the service does', () => {
    expect(problemsOf(refusal(error('INVALID_CAMPAIGN', 'input.where.x'))).get('input')?.(en)).toBe(
      'The service answered: No.',
    );
  });

  it('of a campaign that is gone stand at those to leave out', () => {
    expect([...problemsOf(refusal(error('CAMPAIGN_NOT_FOUND', 'input.exclude.0'))).keys()]).toEqual(['exclude']);
  });

  it.each([
    ['AUTH_NOT_AUTHORIZED', 'forbidden'],
    ['STORE_MISSING', 'failed'],
    ['TOO_MANY_CAMPAIGNS', 'failed'],
  ])('are none where the service answers %s', (code, kind) => {
    const told = refusal(error(code));
    expect(told.kind).toBe(kind);
    expect(problemsOf(told).size).toBe(0);
  });
});

describe('withoutProblemsOf', () => {
  const draft = draftOf({ tier: null, search: '', segment: null }, () => '');
  const told = () => '';
  const problems: Problems = new Map(
    ['input', 'name', 'variants.0.name', 'goal.eventTypes', 'goal.withinDays'].map((field) => [field, told]),
  );

  it.each([
    [{ name: 'x' }, ['variants.0.name', 'goal.eventTypes', 'goal.withinDays']],
    [{ variants: [] }, ['name', 'goal.eventTypes', 'goal.withinDays']],
    [{ goalEventTypes: ['paid'] }, ['name', 'variants.0.name', 'goal.withinDays']],
    [{}, ['name', 'variants.0.name', 'goal.eventTypes', 'goal.withinDays']],
  ])('of %j', (change, left) => {
    expect([...withoutProblemsOf(problems, draft, { ...draft, ...change }).keys()]).toEqual(left);
  });
});
