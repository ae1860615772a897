import { SilenceError } from './timeout';

/** What came of a request that did not go well. */
export interface Failure {
  /** What went wrong, in words for the person before the page. */
  message: string;
}

/** What urql tells of an answer that was no good, or not all good. */
interface AnswerError {
  graphQLErrors: readonly { message: string; extensions: Record<string, unknown> }[];
  networkError?: Error | undefined;
}

/** The code that stands for a field withheld because the key has no right to personal data. */
const withheld = 'AUTH_NOT_AUTHORIZED';

/** Whether some of the answer was withheld because the key has no right to personal data. */
export function isWithheld(error: AnswerError | undefined): boolean {
  return error?.graphQLErrors.some((one) => one.extensions.code === withheld) ?? false;
}

/**
 * What to tell of an error, or null where there is nothing to tell: withheld fields are no failure.
 * @param status The HTTP status of the answer, or null where there was none.
 */
export function failureOf(
  error: AnswerError | undefined,
  status: number | null,
): Failure | null {
  if (!error) {
    return null;
  }
  if (status === 403) {
    return { message: 'Your key gives no right to read leads.' };
  }
  if (status === 429) {
    return { message: 'Too many requests. Wait a moment.' };
  }
  if (error.networkError instanceof SilenceError) {
    return { message: 'The service does not respond.' };
  }
  if (status === null && error.networkError) {
    return { message: 'The service cannot be reached.' };
  }
  const told = error.graphQLErrors.find((one) => one.extensions.code !== withheld);
  if (told) {
    return { message: `The service answered: ${told.message}` };
  }
  return error.networkError ? { message: `The service answered with status ${status ?? 'unknown'}.` } : null;
}
