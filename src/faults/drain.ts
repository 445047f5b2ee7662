import type { Fault } from './fault.ts';

/** How long is waited for the last query at most, in s. */
const DEADLINE = 10;

/**
 * Graceful shutdown (RFC 8326): the prefixes are announced with community 65535:0, which neighbours answer with the lowest
 * local preference, and prepended for those further away; withdrawn when no query comes any more.
 */
export const drain: Fault = {
  summary: 'graceful shutdown (RFC 8326) and prepending, then withdrawal once no query comes any more',
  noticedBy: 'BGP update, then withdrawal',
  moves: true,
  apply: {
    to: 'site',
    actions: ({ name, serverPorts }, { deadline = DEADLINE }) => [
      { do: 'route', node: name, verb: 'drain' },
      { do: 'drained', ports: serverPorts, deadline },
      { do: 'route', node: name, verb: 'withdraw' },
    ],
  },
};
