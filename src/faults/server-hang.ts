import type { Fault } from './fault.ts';
import { serverSignals } from './server-signals.ts';

/** The server programs stop: their sockets stay open and take queries that nobody answers. */
export const serverHang: Fault = {
  summary: 'DNS servers of a site, all or one, are stopped (SIGSTOP): sockets open, no answers',
  noticedBy: "the site's health check; nothing where it has none",
  moves: true,
  apply: { to: 'servers', actions: (servers) => serverSignals(servers, 'STOP') },
};
