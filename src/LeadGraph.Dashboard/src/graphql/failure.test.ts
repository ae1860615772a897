import { describe, expect, it } from 'vitest';
import { failureOf, isWithheld } from './failure';
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
    expect(failureOf({ graphQLErrors: [withheld, broken] }, 200)?.message).toContain('The database is away.');
  });

  it('tells of silence, also after the beginning of an answer', () => {
    const silence = { graphQLErrors: [], networkError: new SilenceError('x') };
    expect(failureOf(silence, null)).toEqual({ message: 'The service does not respond.' });
    expect(failureOf(silence, 200)).toEqual({ message: 'The service does not respond.' });
  });

  it.each([
    [null, 'The service cannot be reached.'],
    [403, 'Your key gives no right to read leads.'],
    [429, 'Too many requests. Wait a moment.'],
    [502, 'The service answered with status 502.'],
  ])('tells of a network error with status %s', (status, message) => {
    expect(failureOf({ graphQLErrors: [], networkError: new Error('x') }, status)).toEqual({ message });
  });
});

describe('isWithheld', () => {
  it('goes by the code alone', () => {
    expect(isWithheld({ graphQLErrors: [broken, withheld] })).toBe(true);
    expect(isWithheld({ graphQLErrors: [broken] })).toBe(false);
    expect(isWithheld(undefined)).toBe(false);
  });
});
