/**
 * The one error that the engine layer throws. Everything dockerode, its transport or a helper
 * program reports is translated into it once, where it happens, with the original as `cause`.
 */

/**
 * What went wrong, as far as a caller can act on it: `unreachable` no engine answers, or it went
 * away mid-way; `not-found` the container or image named does not exist; `conflict` it exists
 * already, is in use or is in that state already; `image` an image could not be had; `cancelled`
 * the caller's signal; `failed` everything else.
 */
export type EngineErrorCode = 'unreachable' | 'not-found' | 'conflict' | 'image' | 'cancelled' | 'failed';

export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: EngineErrorCode;
  /** What the user can do about it. */
  readonly hint: string | undefined;

  /** Where a program could not be run: what a shell would end with, 126 or 127. */
  readonly exitCode: 126 | 127 | undefined;

  constructor(
    code: EngineErrorCode,
    message: string,
    extra: { hint?: string; cause?: unknown; exitCode?: 126 | 127 } = {},
  ) {
    super(message, extra.cause === undefined ? {} : { cause: extra.cause });
    this.code = code;
    this.hint = extra.hint;
    this.exitCode = extra.exitCode;
  }
}

const UNREACHABLE_HINT =
  'Check that the container engine is running (docker info), then run the command again; "anycast-lab doctor" shows what was tried.';
const PERMISSION_HINT =
  'Run as root, or add your user to the group that owns the socket (usually "docker") and log in again.';

/** Errors of the transport (errno names, and the two Node has for a connection cut mid-way). */
const TRANSPORT_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

/** HTTP statuses of the Docker Engine API; 304 is "already started" or "already stopped". */
const STATUS_CODES: Readonly<Record<number, EngineErrorCode>> = {
  304: 'conflict',
  404: 'not-found',
  409: 'conflict',
};

/** What an error from dockerode, Node's HTTP client or a signal may carry. */
interface Raw {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly statusCode?: unknown;
  readonly json?: unknown;
}

/**
 * Translates whatever an engine operation threw. An EngineError passes through as it is.
 * @param what the operation in a few words, as it should read in "cannot WHAT: reason"
 */
export function toEngineError(error: unknown, what: string): EngineError {
  if (error instanceof EngineError) return error;
  const raw: Raw = typeof error === 'object' && error !== null ? error : { message: String(error) };
  const message = `cannot ${what}: ${reason(raw)}`;
  if (raw.name === 'AbortError') return cancelled(what, error);
  if (raw.code === 'EACCES' || raw.code === 'EPERM') {
    return new EngineError('unreachable', message, { hint: PERMISSION_HINT, cause: error });
  }
  if (isTransport(raw)) {
    return new EngineError('unreachable', message, { hint: UNREACHABLE_HINT, cause: error });
  }
  if (raw.statusCode === 404 && /no such image/i.test(reason(raw))) {
    const hint = 'Run "anycast-lab images build".';
    return new EngineError('image', message, { hint, cause: error });
  }
  const code = typeof raw.statusCode === 'number' ? STATUS_CODES[raw.statusCode] : undefined;
  return new EngineError(code ?? 'failed', message, { cause: error });
}

/** What an operation ends with after its signal, whatever it was that the signal cut off. */
export function cancelled(what: string, cause: unknown): EngineError {
  return new EngineError('cancelled', `${what}: cancelled`, { cause });
}

function isTransport(raw: Raw): boolean {
  if (typeof raw.code === 'string' && TRANSPORT_CODES.has(raw.code)) return true;
  return raw.statusCode === undefined && /socket hang up|premature close/i.test(String(raw.message));
}

/** The engine's own words where it answered; docker-modem wraps them in "(HTTP code 404) ... - ". */
function reason(raw: Raw): string {
  const json = raw.json;
  if (typeof json === 'object' && json !== null && 'message' in json) return String(json.message).trim();
  const text = String(raw.message ?? 'unknown error');
  return text.replace(/^\(HTTP code \d+\) [^-]* - /, '').trim() || 'unknown error';
}
