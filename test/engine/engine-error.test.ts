import { describe, expect, it } from 'vitest';
import { EngineError, toEngineError } from '../../src/engine/engine-error.ts';

/** An error as docker-modem makes it from an HTTP reply. */
function reply(statusCode: number, message: string): Error {
  return Object.assign(new Error(`(HTTP code ${statusCode}) some reason - ${message} `), {
    statusCode,
    json: { message },
  });
}

function transport(code: string): Error {
  return Object.assign(new Error(`connect ${code} /var/run/docker.sock`), { code });
}

describe('toEngineError', () => {
  it.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', 'ETIMEDOUT', 'ERR_STREAM_PREMATURE_CLOSE'])(
    'takes %s for an engine that is not there',
    (code) => {
      const error = toEngineError(transport(code), 'start ns1.fra');
      expect(error.code).toBe('unreachable');
      expect(error.hint).toContain('running');
    },
  );

  it('takes a socket that hung up, which has no code of its own, for an engine that went away', () => {
    expect(toEngineError(new Error('socket hang up'), 'start ns1.fra').code).toBe('unreachable');
  });

  it('does not mistake an answer that quotes "socket hang up" for a lost engine', () => {
    expect(toEngineError(reply(500, 'plugin: socket hang up'), 'start ns1.fra').code).toBe('failed');
  });

  it('tells who may use the socket when permission is denied', () => {
    expect(toEngineError(transport('EACCES'), 'list labs').hint).toContain('group');
  });

  it.each([
    [304, 'conflict'],
    [404, 'not-found'],
    [409, 'conflict'],
    [500, 'failed'],
    [400, 'failed'],
  ])('maps HTTP status %i to %s', (status, code) => {
    expect(toEngineError(reply(status, 'the engine says so'), 'start ns1.fra').code).toBe(code);
  });

  it('tells a missing image from a missing container', () => {
    const error = toEngineError(reply(404, 'No such image: anycast-lab/router:0123'), 'create fra');
    expect(error.code).toBe('image');
    expect(error.hint).toContain('images build');
  });

  it("says what was tried in the engine's own words and keeps the cause", () => {
    const cause = reply(409, 'The container name "/fra" is already in use');
    const error = toEngineError(cause, 'create fra');
    expect(error.message).toBe('cannot create fra: The container name "/fra" is already in use');
    expect(error.cause).toBe(cause);
  });

  it('strips the transport wrapper where there is no JSON', () => {
    const bare = Object.assign(new Error('(HTTP code 500) server error - out of pids '), { statusCode: 500 });
    expect(toEngineError(bare, 'start fra').message).toBe('cannot start fra: out of pids');
  });

  it('passes an EngineError through, so that it is translated once', () => {
    const error = new EngineError('image', 'no base image', { hint: 'install debootstrap' });
    expect(toEngineError(error, 'anything')).toBe(error);
  });

  it('names a cancelled operation as such', () => {
    const aborted = new DOMException('This operation was aborted', 'AbortError');
    expect(toEngineError(aborted, 'build the router image').code).toBe('cancelled');
  });

  it('copes with things that are no errors', () => {
    expect(toEngineError(undefined, 'x').message).toBe('cannot x: undefined');
    expect(toEngineError({}, 'x').message).toBe('cannot x: unknown error');
  });
});
