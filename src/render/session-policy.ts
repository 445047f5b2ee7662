import { announcedBy } from '../plan/announced.ts';
import type { LabPlan, NeighborPlan, RouterPlan } from '../plan/lab-plan.ts';
import { FAMILIES, type PrefixFilter } from '../topology/topology.ts';
import { type RuleEntry, ruleEntries, ruleLists } from './community-rules.ts';
import { failingLines, failingLists, tellsOfFailing } from './failing-prefixes.ts';
import {
  drainChanges,
  internalDrainChanges,
  largeCommunityList,
  type Standing,
  standingExport,
  standingImport,
} from './frr-policy.ts';
import { matchPrefixes, prefixLists, refused } from './prefix-filter.ts';
import { changes, merge, stripLists, strips } from './route-changes.ts';

/** What a neighbour is to this router, as far as its policy goes. */
export function standingOf({ relationship, policy }: NeighborPlan): Standing {
  return policy.open === true ? 'anybody' : relationship;
}

/** Name of the route-map for what comes from a neighbour. */
export function importPolicyName(neighbor: NeighborPlan): string {
  return hasImport(neighbor) ? `in--${sessionName(neighbor)}` : standingImport(standingOf(neighbor));
}

/** Name of the route-map for what goes to a neighbour. */
export function exportPolicyName(router: RouterPlan, neighbor: NeighborPlan): string {
  return hasExport(router, neighbor) ? `out--${sessionName(neighbor)}` : standingExport(standingOf(neighbor));
}

/** Name of the route-map that takes that one's place while a site is drained. */
export function drainPolicyName(router: RouterPlan, neighbor: NeighborPlan): string {
  return `drain--${exportPolicyName(router, neighbor)}`;
}

/**
 * The route-maps of single sessions, both IP versions alike: what the relationship says, and then what the topology says of this
 * link. What the relationship says is called in an entry of its own: FRR carries out the `set` of an entry before its `call`.
 */
export function sessionPolicies(plan: LabPlan, router: RouterPlan): readonly string[] {
  const named = new Map(router.neighbors.map((neighbor) => [sessionName(neighbor), neighbor]));
  const sessions = [...named.values()];
  return [
    ...(router.withheld ?? []).flatMap(({ name, mark }) => largeCommunityList(withheldList(name), [mark])),
    ...(tellsOfFailing(router) ? failingLists() : []),
    ...(sessions.some(marksServices) ? servicePrefixLists(plan, router) : []),
    ...sessions.filter(hasImport).flatMap(importPolicy),
    ...sessions
      .filter((neighbor) => hasExport(router, neighbor))
      .flatMap((neighbor) => exportPolicy(router, neighbor)),
    ...(router.role === 'edge' ? drainPolicies(router, sessions) : []),
  ];
}

/** What a neighbour's sessions over both IP versions are told by: the link or, at an exchange, the neighbour too. */
function sessionName({ link, node, atExchange }: NeighborPlan): string {
  return atExchange ? `${link}--${node}` : link;
}

function hasImport({ policy }: NeighborPlan): boolean {
  return Object.keys(policy.in).length > 0 || policy.withheldFrom !== undefined;
}

/** The list by which the way out to a neighbour knows what it does not hear. */
function withheldList(name: string): string {
  return `not-to--${name}`;
}

function hasExport(router: RouterPlan, neighbor: NeighborPlan): boolean {
  const { out, unheard } = neighbor.policy;
  return (
    marksServices(neighbor) || tellsOfFailing(router) || unheard !== undefined || Object.keys(out).length > 0
  );
}

function marksServices({ policy }: NeighborPlan): boolean {
  return !policy.hears || Object.keys(policy.services).length > 0;
}

function importPolicy(neighbor: NeighborPlan): readonly string[] {
  const { policy } = neighbor;
  const name = importPolicyName(neighbor);
  const { lists, lines } = stripping(name, policy.in.strip);
  const marks = policy.withheldFrom ?? [];
  const marking = marks.length === 0 ? [] : [`set large-community ${marks.join(' ')} additive`];
  const rules = policy.in.match ?? [];
  return [
    ...lists,
    ...ruleLists(name, rules),
    ...filterEntries(name, policy.in),
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

function exportPolicy(router: RouterPlan, neighbor: NeighborPlan): readonly string[] {
  const { policy } = neighbor;
  const name = exportPolicyName(router, neighbor);
  const { lists, lines } = stripping(name, policy.out.strip);
  const ofServices = FAMILIES.map((family) => matchPrefixes(family, 'services'));
  const marked = changes(merge(policy.out, policy.services), router.asn);
  const rules = policy.out.match ?? [];
  const goOn = rules.length === 0 ? [] : [`on-match goto ${RULES}`];
  return [
    ...lists,
    ...ruleLists(name, rules),
    ...filterEntries(name, policy.out),
    ...(policy.hears ? [] : ofServices.flatMap((match, index) => entry(name, 'deny', 10 + index, [match]))),
    // Before the relationship takes the marks of this router away.
    ...(policy.unheard === undefined
      ? []
      : entry(name, 'deny', 15, [`match large-community ${withheldList(policy.unheard)}`])),
    ...entry(name, 'permit', 20, [`call ${standingExport(standingOf(neighbor))}`, 'on-match next']),
    // After the relationship has seen the marks on the route.
    ...(lines.length === 0 ? [] : entry(name, 'permit', 30, [...lines, 'on-match next'])),
    ...(tellsOfFailing(router) ? failingLines(router, neighbor) : []).flatMap((lines, index) =>
      entry(name, 'permit', 35 + index, lines),
    ),
    ...(policy.hears && Object.keys(policy.services).length > 0
      ? ofServices.flatMap((match, index) => entry(name, 'permit', 40 + index, [match, ...marked, ...goOn]))
      : []),
    ...lastEntries(name, 50, changes(policy.out, router.asn), ruleEntries(name, rules, router.asn)),
  ];
}

/** Where the entries of rules begin: after all others. */
const RULES = 60;

/** What is changed of every route, and then what is done by community; what no rule refuses is taken. */
function lastEntries(
  name: string,
  number: number,
  lines: readonly string[],
  rules: readonly RuleEntry[],
): readonly string[] {
  if (rules.length === 0) return entry(name, 'permit', number, lines);
  return [
    ...entry(name, 'permit', number, [...lines, 'on-match next']),
    ...rules.flatMap((rule, index) => entry(name, rule.action, RULES + index, rule.lines)),
    ...entry(name, 'permit', RULES + rules.length, []),
  ];
}

/** What is refused by its prefix, before anything else. */
function filterEntries(name: string, filter: PrefixFilter): readonly string[] {
  const list = `refused--${name}`;
  const entries = refused(filter);
  return [
    ...prefixLists(list, entries),
    ...FAMILIES.flatMap((family, index) =>
      entries.some((each) => each.family === family)
        ? entry(name, 'deny', 5 + index, [matchPrefixes(family, list)])
        : [],
    ),
  ];
}

/** For each policy in use the one that drains. */
function drainPolicies(router: RouterPlan, sessions: readonly NeighborPlan[]): readonly string[] {
  const policies = new Map(sessions.map((neighbor) => [drainPolicyName(router, neighbor), neighbor]));
  return [...policies].flatMap(([name, neighbor]) => [
    ...entry(name, 'permit', 10, [`call ${exportPolicyName(router, neighbor)}`, 'on-match next']),
    ...entry(
      name,
      'permit',
      20,
      changes(neighbor.relationship === 'internal' ? internalDrainChanges : drainChanges, router.asn),
    ),
  ]);
}

function stripping(name: string, strip: 'all' | readonly string[] | undefined) {
  return { lists: stripLists(name, strip), lines: strips(name, strip) };
}

function servicePrefixLists(plan: LabPlan, router: RouterPlan): readonly string[] {
  return prefixLists(
    'services',
    announcedBy(plan, router).map(({ family, prefix }) => ({ family, action: 'permit', prefix })),
  );
}

function entry(
  name: string,
  action: 'permit' | 'deny',
  number: number,
  lines: readonly string[],
): readonly string[] {
  return [`route-map ${name} ${action} ${number}`, ...lines.map((line) => ` ${line}`), 'exit', '!'];
}
