import { describe, expect, it } from 'vitest';
import { failureOf, isWithheld } from './failure';
import { en } from '../text/en';
import { ru } from '../text/ru';
import { SilenceError } from './timeout';

const withheld = { message: 'No right.', extensions: { code: 'AUTH_NOT_AUTHORIZED' } };
const broken = { message: 'The database is away.', extensions: {} };

describe('failureOf', () => {
  it('tells nothing of an answer that went well', () => {
    expect(failureOf(undefined, 200)).toBeNull();
  });

  it('tells nothing of withheld fields', () => {
    expect(failureOf({ graphQLErrors: [withheld] }, 200)).toBeNull();
  });

  it('tells what the service said, beside withheld fields too', () => {
    expect(failureOf({ graphQLErrors: [withheld, broken] }, 200)?.message(en)).toContain('The database is away.');
  });

  it('tells in the language of the page what the service names by a code that is known', () => {
    const busy = { message: 'The service is busy; try again in 1 s.', extensions: { code: 'BUSY' } };
    const failure = failureOf({ graphQLErrors: [busy] }, 503);
    expect(failure?.code).toBe('BUSY');
    expect(failure?.message(en)).toBe('The service is busy. Try again in a moment.');
    expect(failure?.message(ru)).toBe('Сервис занят. Попробуйте чуть позже.');
  });

  it('tells what the service said where the code is not known', () => {
    const odd = { message: 'The moon is full.', extensions: { code: 'constructor' } };
    expect(failureOf({ graphQLErrors: [odd] }, 200)?.message(ru)).toBe('Сервис ответил: The moon is full.');
  });

  it('tells of silence, also after the beginning of an answer', () => {
    const silence = { graphQLErrors: [], networkError: new SilenceError('x') };
    expect(failureOf(silence, null)?.message(en)).toBe('The service does not respond.');
    expect(failureOf(silence, 200)?.message(ru)).toBe('Сервис не отвечает.');
  });

  it.each([
    [null, 'The service cannot be reached.'],
    [403, 'Your key gives no right to read leads.'],
    [429, 'Too many requests. Wait a moment.'],
    [502, 'The service answered with status 502.'],
  ])('tells of a network error with status %s', (status, message) => {
    expect(failureOf({ graphQLErrors: [], networkError: new Error('x') }, status)?.message(en)).toBe(message);
  });
});

describe('isWithheld', () => {
  it('goes by the code alone', () => {
    expect(isWithheld({ graphQLErrors: [broken, withheld] })).toBe(true);
    expect(isWithheld({ graphQLErrors: [broken] })).toBe(false);
    expect(isWithheld(undefined)).toBe(false);
  });
});
