/**
 * What lets each kind of server tell of its queries and answers, by dnstap (https://dnstap.info) to a socket of its own node, where the
 * fabric's agent listens while somebody follows. Without a listener they try again: every second or, where that cannot be said, every five.
 */
import type { BalancerPlan, ServerPlan } from '../plan/lab-plan.ts';

/** Where they tell it; the agent knows the path too (images/fabric/agent/querylog.py). */
const SOCKET = '/tmp/queries.sock';

type Logged = Pick<ServerPlan | BalancerPlan, 'queryLog'>;

/** A clause of `nsd.conf`. */
export function nsdQueryLog({ queryLog }: Logged): string {
  if (!queryLog) return '';
  return `dnstap:
    dnstap-enable: yes
    dnstap-socket-path: "${SOCKET}"
    dnstap-log-auth-query-messages: yes
    dnstap-log-auth-response-messages: yes

`;
}

/** Options of `named.conf`. BIND takes queries that ask for recursion for those of clients, whether it does that or not. */
export function namedQueryLog({ queryLog }: Logged): readonly string[] {
  if (!queryLog) return [];
  return ['dnstap { auth; client; };', `dnstap-output unix "${SOCKET}";`, 'fstrm-set-reopen-interval 1;'];
}

/** What `knotQueryLog` configures, for all zones. */
export const KNOT_QUERY_LOG = 'mod-dnstap/default';

/** A section of `knot.conf`. */
export function knotQueryLog({ queryLog }: Logged): string {
  if (!queryLog) return '';
  return `
mod-dnstap:
  - id: default
    sink: "unix:${SOCKET}"
    log-queries: on
    log-responses: on
`;
}

/** A clause of `unbound.conf`: of what clients ask, and not of what it asks others, who tell of that themselves. */
export function unboundQueryLog({ queryLog }: Logged): string {
  if (!queryLog) return '';
  return `
dnstap:
    dnstap-enable: yes
    dnstap-socket-path: "${SOCKET}"
    dnstap-log-client-query-messages: yes
    dnstap-log-client-response-messages: yes
`;
}

/** Lines of `dnsdist.conf`, before all other rules. Answers that come from no back end say where they come from. */
export function dnsdistQueryLog({
  name,
  queryLog,
}: Pick<BalancerPlan, 'name' | 'queryLog'>): readonly string[] {
  if (!queryLog) return [];
  const answers = (source?: string): string =>
    source === undefined
      ? `DnstapLogResponseAction("${name}", queries)`
      : `DnstapLogResponseAction("${name}", queries, function(answer, message) message:setExtra("${source}") end)`;
  return [
    '',
    `queries = newFrameStreamUnixLogger("${SOCKET}", { flushTimeout = 1, reopenInterval = 1 })`,
    `addAction(AllRule(), DnstapLogAction("${name}", queries))`,
    `addResponseAction(AllRule(), ${answers()})`,
    `addCacheHitResponseAction(AllRule(), ${answers('cache')})`,
    `addSelfAnsweredResponseAction(AllRule(), ${answers('itself')})`,
  ];
}
