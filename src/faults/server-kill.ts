import type { Fault } from './fault.ts';
import { serverSignals } from './server-signals.ts';

/** The server programs die; their hosts live on and refuse queries by ICMP. */
export const serverKill: Fault = {
  summary: 'DNS servers of a site, all or one, are killed (SIGKILL); their hosts live on',
  noticedBy: "the site's health check; nothing where it has none",
  moves: true,
  apply: { to: 'servers', actions: (servers) => serverSignals(servers, 'KILL') },
};
