/** The service has sent nothing for longer than one waits. */
export class SilenceError extends Error {}

/**
 * Like `fetch`, but gives up when nothing arrives for so long: a connection may be dead without being closed, and then
 * nobody else would ever notice.
 * @param milliseconds How long to wait for the answer, and for each further piece of it.
 * @throws SilenceError Nothing arrived for that long; reading the body may throw it too.
 */
export async function fetchWithTimeout(
  milliseconds: number,
  input: RequestInfo | URL,
  init?: RequestInit,
): Promise<Response> {
  const control = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      control.abort(new SilenceError(`Nothing arrived for ${milliseconds / 1_000} seconds.`));
    }, milliseconds);
  };
  const signals = init?.signal ? [init.signal, control.signal] : [control.signal];
  wait();
  let response: Response;
  try {
    response = await fetch(input, { ...init, signal: AbortSignal.any(signals) });
  } catch (problem) {
    clearTimeout(timer);
    throw problem;
  }
  if (!response.body) {
    clearTimeout(timer);
    return response;
  }
  const body = response.body.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, output) {
        wait();
        output.enqueue(chunk);
      },
      flush() {
        clearTimeout(timer);
      },
    }),
  );
  return new Response(body, { status: response.status, statusText: response.statusText, headers: response.headers });
}
