import type { Fault } from './fault.ts';
import { SERVER_PROGRAMS } from './server-signals.ts';

/**
 * The zones of the servers cannot be read any more, as after a broken export or on a full disk, and each server is started again:
 * it lives, and answers SERVFAIL. What only looks whether it answers finds nothing wrong.
 */
export const serverBroken: Fault = {
  summary: 'DNS servers of a site, all or one, find their zones empty, and answer SERVFAIL',
  noticedBy: "the site's health check, by what is answered; nothing where it has none",
  moves: true,
  apply: {
    to: 'servers',
    actions: (servers) => {
      // A resolver has no zone files: one that is named is refused, one of a site is passed over.
      const withZones = servers.filter(({ kind }) => kind !== 'unbound');
      return (withZones.length > 0 ? withZones : servers).map(({ name, kind }) => ({
        do: 'spoil',
        node: name,
        program: SERVER_PROGRAMS[kind],
      }));
    },
  },
};
