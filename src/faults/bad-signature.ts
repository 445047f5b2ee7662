import type { Fault } from './fault.ts';
import { SERVER_PROGRAMS } from './server-signals.ts';

/**
 * The servers serve their zones as they were at that moment, with the signature of every record spoilt but that of the keys: as after a
 * broken transfer, or from a signer that went wrong. They hear nothing of the primary meanwhile, or it would mend them. Those without a signed
 * zone are left out by whoever applies it.
 */
export const badSignature: Fault = {
  summary: 'DNS servers of a site, all or one, serve signed zones with signatures that do not verify',
  noticedBy: 'resolvers that validate, who answer SERVFAIL; no health check looks at signatures',
  moves: false,
  apply: {
    to: 'servers',
    actions: (servers) =>
      servers.map(({ name, kind }) => ({ do: 'serve-spoilt', node: name, program: SERVER_PROGRAMS[kind] })),
  },
};
