/** An engine that hangs takes requests and never answers them; whoever asked must not wait for ever. */
import type Docker from 'dockerode';

/** How long the engine may take over a request, in ms: many times what a busy one needs to remove a container. */
const ANSWER_TIMEOUT = 60_000;

/** Requests whose answer comes when the work is done, however long that takes: builds, pulls, and a container's end. */
const UNHURRIED = /^\/(build|images\/create|containers\/[^/]+\/wait)\b/;

/** What docker-modem's `dial` is given, as far as this file looks at it. */
interface Dial {
  readonly path: string;
  readonly abortSignal?: AbortSignal;
}
type Answer = (error: unknown, result: unknown) => void;

/**
 * Makes a client's requests fail that are not answered in time, with an error whose code is ETIMEDOUT. A stream that has
 * begun may last.
 * @param timeout in ms
 */
export function limitRequests(docker: Docker, timeout = ANSWER_TIMEOUT): void {
  const modem = docker.modem as { dial(options: Dial, answer: Answer): void };
  const dial = modem.dial.bind(modem);
  modem.dial = (options, answer) => {
    if (UNHURRIED.test(options.path)) return dial(options, answer);
    const clock = new AbortController();
    const timer = setTimeout(() => clock.abort(), timeout);
    const abortSignal = options.abortSignal
      ? AbortSignal.any([options.abortSignal, clock.signal])
      : clock.signal;
    dial({ ...options, abortSignal }, (error, result) => {
      clearTimeout(timer);
      answer(error && clock.signal.aborted ? unanswered(timeout, error) : error, result);
    });
  };
}

function unanswered(timeout: number, cause: unknown): Error {
  const error = new Error(`the engine has not answered for ${timeout / 1000} s`, { cause });
  return Object.assign(error, { code: 'ETIMEDOUT' });
}
