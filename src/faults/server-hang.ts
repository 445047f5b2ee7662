import type { Fault } from './fault.ts';
import { serverSignals } from './server-signals.ts';

/** The server programs stop: their sockets stay open and take queries that nobody answers. */
export const serverHang: Fault = {
  summary: "the site's DNS servers are stopped (SIGSTOP): sockets open, no answers",
  noticedBy: "the site's health check; nothing where it has none",
  moves: true,
  apply: { to: 'site', actions: (site) => serverSignals(site, 'STOP') },
};
