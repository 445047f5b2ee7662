/** A user behind each client's own resolver: a second, slower prober that asks it for names. */
import type { ProberContext } from '../measure/samples.ts';
import type { LabPlan } from '../plan/lab-plan.ts';
import { siteOfServer } from '../plan/roles.ts';
import { RESOLVER_ADDRESS, userNames, userZones } from '../plan/users.ts';
import { CLIENT_UNBOUND_CONF } from '../render/client-unbound-conf.ts';

/** Between two queries for one name, in ms, if those on the wire are not as far apart: what a busy user asks, and no load for the lab. */
const LEAST_INTERVAL = 100;

/** For how long a user waits, in ms: the default of resolv.conf(5). */
const TIMEOUT = 5000;

/** Lets the resolver forget all it knows, answers and servers, so that every run begins alike; then becomes the prober. */
const BEGIN = `for what in 'flush_infra all' 'flush_zone .'; do unbound-control -c ${CLIENT_UNBOUND_CONF} $what >&2; done; exec "$@"`;

/**
 * The command line of a user's prober.
 * @param interval of the queries on the wire, in ms
 * @param longest that it runs, in s
 */
export function userCommand(plan: LabPlan, interval: number, longest: number): readonly string[] {
  const names = userZones(plan).flatMap(userNames);
  return [
    ...['sh', '-c', BEGIN, 'user'],
    ...['prober', '--through', RESOLVER_ADDRESS],
    ...names.flatMap((name) => ['--target', name]),
    ...['--interval-ms', String(Math.max(LEAST_INTERVAL, interval))],
    ...['--timeout-ms', String(TIMEOUT), '--late-ms', '0'],
    ...['--max-s', String(longest)],
  ];
}

/** What its lines are read with: in the place of the service stands the name that was asked for. */
export function userContext(plan: LabPlan, client: string): ProberContext {
  const names = userZones(plan).flatMap(userNames);
  return {
    client,
    targets: new Map(names.map((name) => [name, { service: name, family: 4 }])),
    sites: siteOfServer(plan),
  };
}
