/** Why a site is not announced, or not as it should be. Pure. */
import type { FaultRecord } from '../engine/agent-messages.ts';
import type { AnnouncedPrefix } from '../plan/announced.ts';
import type { LabPlan, NeighborPlan, RouterPlan } from '../plan/lab-plan.ts';
import { siteOfServer } from '../plan/roles.ts';
import type { LeverInForce } from './levers-in-force.ts';
import type { SessionStatus } from './session-status.ts';
import type { ServerHealth } from './site-health.ts';
import type { NodeStatus } from './status.ts';

/**
 * `router`: it does not run, or does not answer; `health`: no server is in the route; `last-site`: nor is one, and it stays as nobody else
 * announces the prefix; `unknown`: whoever withdrew it, it was no command of ours.
 */
export type ReasonKind =
  | 'router'
  | 'fault'
  | 'lever'
  | 'policy'
  | 'sessions'
  | 'health'
  | 'last-site'
  | 'unknown';

export interface Reason {
  readonly kind: ReasonKind;
  /** A clause: `no session is up: eu-transit IPv4 Active`. */
  readonly text: string;
}

/** Whether neighbours hear of a prefix of a site. */
export interface PrefixAnnounced {
  readonly prefix: string;
  readonly announced: boolean;
}

/** What is known of a lab besides its nodes. */
export interface LabFacts {
  readonly plan: LabPlan;
  readonly faults: readonly FaultRecord[];
  readonly levers: readonly LeverInForce[];
}

/** Of each prefix, whether its router announces it to a neighbour that hears of it, over a session that is up. */
export function heardPrefixes(
  router: RouterPlan,
  prefixes: readonly AnnouncedPrefix[],
  status: NodeStatus,
): readonly PrefixAnnounced[] {
  const announces = new Map((status.announces ?? []).map(({ prefix, announced }) => [prefix, announced]));
  return prefixes.map(({ family, prefix }) => ({
    prefix,
    announced:
      announces.get(prefix) === true &&
      hearing(router, family).some((neighbor) => isUp(neighbor, status.sessions)),
  }));
}

/** The clauses, what was done by somebody first. Empty: it is announced, and nothing is odd. */
export function whyWithdrawn(
  { plan, faults, levers }: LabFacts,
  router: RouterPlan,
  prefixes: readonly AnnouncedPrefix[],
  status: NodeStatus,
): readonly Reason[] {
  const concerning = faultsOf(plan, router, faults);
  if (!status.running || status.error !== undefined) {
    const text = status.running ? `${status.error}` : `its router does not run (${status.state})`;
    return [...concerning, { kind: 'router', text }];
  }
  const announced = new Map(
    heardPrefixes(router, prefixes, status).map((each) => [each.prefix, each.announced]),
  );
  const missing = prefixes.filter(({ prefix }) => announced.get(prefix) !== true);
  const originated = new Set(
    (status.announces ?? []).flatMap((each) => (each.announced ? [each.prefix] : [])),
  );
  const found = [
    ...concerning,
    ...whyUnheard(router, missing, status, levers),
    ...whyUnhealthy(status, prefixes),
  ];
  const isUnexplained = missing.some(({ prefix }) => !originated.has(prefix)) && found.length === 0;
  return isUnexplained
    ? [{ kind: 'unknown', text: 'withdrawn in its bgpd, by no fault or lever of this program' }]
    : found;
}

/** The faults in force that were done to the site, one of its servers or one of its links. */
function faultsOf(plan: LabPlan, router: RouterPlan, faults: readonly FaultRecord[]): readonly Reason[] {
  const sites = siteOfServer(plan);
  const links = new Set(router.interfaces.map(({ link }) => link));
  return faults
    .filter(({ target }) => target === router.name || sites.get(target) === router.name || links.has(target))
    .map(({ kind, target, since }) => ({ kind: 'fault', text: `fault ${kind} of ${target} since ${since}` }));
}

/** The levers that say who hears of a site. */
const HEARING_LEVERS = ['withdraw', 'announce-to', 'do-not-announce-to'];

/** Why nobody hears of prefixes, although the router may well announce them: nobody is to, or no session is up. */
function whyUnheard(
  router: RouterPlan,
  missing: readonly AnnouncedPrefix[],
  { sessions }: NodeStatus,
  levers: readonly LeverInForce[],
): readonly Reason[] {
  const families = [...new Set(missing.map(({ family }) => family))];
  const silent = families.filter((family) => hearing(router, family).length === 0);
  const down = families.flatMap((family) => {
    const neighbors = hearing(router, family);
    return neighbors.some((neighbor) => isUp(neighbor, sessions)) ? [] : neighbors;
  });
  const pulled = levers.filter(({ text }) => {
    const [verb = '', place] = text.split(' ');
    return place === router.name && HEARING_LEVERS.includes(verb);
  });
  const unheard: readonly Reason[] =
    pulled.length > 0
      ? pulled.map(({ text, since }) => ({ kind: 'lever', text: `lever ${text} since ${since}` }))
      : [{ kind: 'policy', text: 'the topology lets no neighbour hear of it' }];
  const states = down.map(({ node, family, address }) => {
    const found = sessions?.find((session) => session.address === address && session.family === family);
    return `${node} IPv${family} ${found?.state ?? 'not configured'}`;
  });
  return [
    ...(silent.length === 0 ? [] : unheard),
    ...(states.length === 0
      ? []
      : [{ kind: 'sessions', text: `no session is up: ${states.join(', ')}` } as const]),
  ];
}

/** Prefixes without a healthy server: the last answer of each, and whether the site stays all the same. */
function whyUnhealthy({ health }: NodeStatus, prefixes: readonly AnnouncedPrefix[]): readonly Reason[] {
  if (typeof health !== 'object') return [];
  const { servers, staying = [] } = health;
  const without = prefixes.filter(({ prefix }) => {
    const checks = servers.filter((check) => check.prefix === prefix && check.behind === undefined);
    return checks.length > 0 && checks.every(({ healthy }) => !healthy);
  });
  if (without.length === 0) return [];
  const stays = without.every(({ prefix }) => staying.includes(prefix));
  const text = `no server is healthy: ${lastAnswers(servers, without)}`;
  return [
    {
      kind: stays ? 'last-site' : 'health',
      text: stays ? `${text}; it stays, as no other site is heard of` : text,
    },
  ];
}

/** `ns1.fra no answer within 400 ms, ns2.fra answered SERVFAIL`: each server once, with what its last check found. */
function lastAnswers(servers: readonly ServerHealth[], prefixes: readonly AnnouncedPrefix[]): string {
  const concerned = servers.filter(({ prefix }) => prefixes.some((each) => each.prefix === prefix));
  const found = new Map(concerned.map(({ server, lastError }) => [server, lastError ?? 'answers again']));
  return [...found].map(([server, error]) => `${server} ${error}`).join(', ');
}

/** The neighbours that are to hear of the prefixes of an IP version. */
function hearing(router: RouterPlan, family: 4 | 6): readonly NeighborPlan[] {
  return router.neighbors.filter((neighbor) => neighbor.family === family && neighbor.policy.hears);
}

function isUp({ family, address }: NeighborPlan, sessions: readonly SessionStatus[] = []): boolean {
  return sessions.some(
    (each) => each.family === family && each.address === address && each.state === 'Established',
  );
}
