import type { LabPlan, NeighborPlan, RouterPlan } from '../plan/lab-plan.ts';
import { FAMILIES, type PrefixFilter } from '../topology/topology.ts';
import { type RuleEntry, ruleEntries, ruleLists } from './community-rules.ts';
import {
  drainChanges,
  largeCommunityList,
  type Standing,
  standingExport,
  standingImport,
} from './frr-policy.ts';
import { isWithheldFrom, withheldList, withheldMark, withheldNodes } from './passing-on.ts';
import { matchPrefixes, prefixLists, refused } from './prefix-filter.ts';
import { changes, merge, stripLists, strips } from './route-changes.ts';

/** What a neighbour is to this router, as far as its policy goes. */
export function standingOf({ relationship, policy }: NeighborPlan): Standing {
  return policy.open === true ? 'anybody' : relationship;
}

/** Name of the route-map for what comes from a neighbour. */
export function importPolicyName(neighbor: NeighborPlan): string {
  return hasImport(neighbor) ? `in--${neighbor.link}` : standingImport(standingOf(neighbor));
}

/** Name of the route-map for what goes to a neighbour. */
export function exportPolicyName(router: RouterPlan, neighbor: NeighborPlan): string {
  return hasExport(router, neighbor) ? `out--${neighbor.link}` : standingExport(standingOf(neighbor));
}

/** Name of the route-map that takes that one's place while a site is drained. */
export function drainPolicyName(neighbor: NeighborPlan): string {
  return `drain--${exportPolicyName(neighbor)}`;
}

/**
 * The route-maps of single sessions, both IP versions alike: what the relationship says, and then what the topology says of this
 * link. What the relationship says is called in an entry of its own: FRR carries out the `set` of an entry before its `call`.
 */
export function sessionPolicies(plan: LabPlan, router: RouterPlan): readonly string[] {
  const links = new Map(router.neighbors.map((neighbor) => [neighbor.link, neighbor]));
  const sessions = [...links.values()];
  return [
    ...(sessions.some(marksServices) ? servicePrefixLists(plan, router) : []),
    ...sessions.filter(hasImport).flatMap((neighbor) => importPolicy(neighbor)),
    ...sessions.filter(hasExport).flatMap((neighbor) => exportPolicy(router.asn, neighbor)),
    ...(router.role === 'edge' ? drainPolicies(router.asn, sessions) : []),
  ];
}

function hasImport({ policy }: NeighborPlan): boolean {
  return Object.keys(policy.in).length > 0;
}

function hasExport(neighbor: NeighborPlan): boolean {
  return marksServices(neighbor) || Object.keys(neighbor.policy.out).length > 0;
}

function marksServices({ policy }: NeighborPlan): boolean {
  return !policy.hears || Object.keys(policy.services).length > 0;
}

function importPolicy(neighbor: NeighborPlan): readonly string[] {
  const { policy, relationship } = neighbor;
  const name = importPolicyName(neighbor);
  const { lists, lines } = stripping(name, policy.in.strip);
  return [
    ...lists,
    // Before the relationship marks the route with a community of its own.
    ...(lines.length === 0 ? [] : entry(name, 'permit', 10, [...lines, 'on-match next'])),
    ...entry(name, 'permit', 20, [`call ${standingImport(standingOf(neighbor))}`, 'on-match next']),
    ...lastEntries(
      name,
      30,
      [...changes(policy.in, 'last-as'), ...marking],
      ruleEntries(name, rules, 'last-as'),
    ),
  ];
}

function exportPolicy(asn: number, neighbor: NeighborPlan): readonly string[] {
  const { policy, relationship } = neighbor;
  const name = exportPolicyName(neighbor);
  const { lists, lines } = stripping(name, policy.out.strip);
  const ofServices = FAMILIES.map(
    (family) => `match ${family === 4 ? 'ip' : 'ipv6'} address prefix-list services`,
  );
  const marked = changes(merge(policy.out, policy.services), asn);
  return [
    ...lists,
    ...(policy.hears ? [] : ofServices.flatMap((match, index) => entry(name, 'deny', 10 + index, [match]))),
    // Before the relationship takes the marks of this router away.
    ...(isWithheldFrom(router, neighbor)
      ? entry(name, 'deny', 15, [`match large-community ${withheldList(neighbor.node)}`])
      : []),
    ...entry(name, 'permit', 20, [`call ${standingExport(standingOf(neighbor))}`, 'on-match next']),
    // After the relationship has seen the marks on the route.
    ...(lines.length === 0 ? [] : entry(name, 'permit', 30, [...lines, 'on-match next'])),
    ...(policy.hears && Object.keys(policy.services).length > 0
      ? ofServices.flatMap((match, index) => entry(name, 'permit', 40 + index, [match, ...marked]))
      : []),
    ...entry(name, 'permit', 50, changes(policy.out, asn)),
  ];
}

/** For each policy in use the one that drains. */
function drainPolicies(asn: number, sessions: readonly NeighborPlan[]): readonly string[] {
  const policies = new Map(
    sessions.map((neighbor) => [drainPolicyName(neighbor), exportPolicyName(neighbor)]),
  );
  return [...policies].flatMap(([name, drained]) => [
    ...entry(name, 'permit', 10, [`call ${drained}`, 'on-match next']),
    ...entry(name, 'permit', 20, changes(drainChanges, asn)),
  ]);
}

function stripping(name: string, strip: 'all' | readonly string[] | undefined) {
  return { lists: stripLists(name, strip), lines: strips(name, strip) };
}

function servicePrefixLists(plan: LabPlan, router: RouterPlan): readonly string[] {
  const prefixes = plan.services
    .filter(({ name }) => router.services.includes(name))
    .flatMap((service) => service.prefixes);
  const lists = prefixes.map(
    ({ family, prefix }, index) =>
      `${family === 4 ? 'ip' : 'ipv6'} prefix-list services seq ${5 * (index + 1)} permit ${prefix}`,
  );
  return [...lists, '!'];
}

function entry(
  name: string,
  action: 'permit' | 'deny',
  number: number,
  lines: readonly string[],
): readonly string[] {
  return [`route-map ${name} ${action} ${number}`, ...lines.map((line) => ` ${line}`), 'exit', '!'];
}
