import type { Message, Texts } from '../text/language';
import { SilenceError } from './timeout';

/** What came of a request that did not go well. */
export interface Failure {
  /** What went wrong, in words for the person before the page. */
  message: Message;
  /** The code that the service gave, if it did. */
  code: string | null;
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
  const told = error.graphQLErrors.find((one) => one.extensions.code !== withheld);
  const code = typeof told?.extensions.code === 'string' ? told.extensions.code : null;
  const failure = (message: Message): Failure => ({ message, code });
  if (status === 403) {
    return failure((t) => t.problem.forbidden);
  }
  if (status === 429) {
    return failure((t) => t.problem.tooMany);
  }
  if (error.networkError instanceof SilenceError) {
    return failure((t) => t.problem.silent);
  }
  if (status === null && error.networkError) {
    return failure((t) => t.problem.unreachable);
  }
  if (told) {
    return failure((t) => knownProblem(t, code) ?? t.problem.told(told.message));
  }
  return error.networkError ? failure((t) => t.problem.status(status)) : null;
}

/** What the page has to say of a problem that the service named by a code, or null where it does not know the code. */
function knownProblem(t: Texts, code: string | null): string | null {
  const { codes } = t.problem;
  return code !== null && Object.hasOwn(codes, code) ? codes[code as keyof typeof codes] : null;
}
