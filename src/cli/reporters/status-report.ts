import chalk from 'chalk';
import type { SiteStatus } from '../../lab/site-status.ts';
import type { LabStatus, NodeStatus } from '../../lab/status.ts';
import { summarizeStatus, type Tally } from '../../lab/status-summary.ts';
import { counted } from '../../report/words.ts';
import { reportBalancers } from './balancer-report.ts';
import { reportHealth } from './health-report.ts';
import { reportLevers } from './levers-report.ts';
import { reportLinks } from './links-report.ts';
import { stateText } from './session-words.ts';
import { reportSites } from './sites-report.ts';
import { table } from './table.ts';

/** How many things of a kind a line names before it only counts them. */
const NAMED = 3;

/** A line for each node, one for each site and one for its servers' health, one for links that are more than cables, and how much of the lab is as it should be. */
export function reportStatus({ lab, levers, nodes, sites, ratesOver, links }: LabStatus): string {
  const rows = nodes.map((node) => [
    node.node,
    node.role,
    node.asn === undefined ? '' : `AS${node.asn}`,
    node.running ? node.state : chalk.red(node.state),
    detail(node),
  ]);
  return [
    `Lab ${chalk.bold(lab)}`,
    table(['NODE', 'ROLE', 'AS', 'CONTAINER', 'ROUTING'], rows),
    ...(levers.length === 0 ? [] : [chalk.yellow(reportLevers(lab, levers))]),
    ...heldDown(lab, nodes),
    ...[
      reportSites(sites, ratesOver),
      reportHealth(nodes),
      reportBalancers(nodes),
      reportLinks(lab, links),
    ].filter((text) => text !== ''),
    summary(nodes, sites),
  ].join('\n');
}

/** One look of several. @param at when it was (ISO 8601) */
export function reportWatched({ at, ...status }: LabStatus & { readonly at: string }): string {
  return `${at}\n${reportStatus(status)}`;
}

function summary(nodes: readonly NodeStatus[], sites: readonly SiteStatus[]): string {
  const whole = summarizeStatus(nodes);
  const balanced = nodes.some(({ role }) => role === 'balancer');
  const parts = [
    share(whole.nodes, 'nodes run'),
    share(whole.sessions, 'sessions Established'),
    ...(whole.adjacencies.of === 0 ? [] : [share(whole.adjacencies, 'OSPF neighbours Full')]),
    share(sites.length === 0 ? whole.sites : heardSites(sites), 'sites announce'),
    ...(whole.servers.of === 0
      ? []
      : [share(whole.servers, `checked servers${balanced ? ' and balancers' : ''} healthy`)]),
  ];
  return `${parts.join(', ')}.`;
}

/** Those that neighbours hear of, whatever their own bgpd may announce. */
function heardSites(sites: readonly SiteStatus[]): Tally {
  const heard = sites.filter(({ announced }) => announced === 'yes' || announced === 'nothing');
  return { good: heard.length, of: sites.length };
}

function share({ good, of }: Tally, what: string): string {
  const text = `${good} of ${of} ${what}`;
  return good === of ? text : chalk.red(text);
}

function detail(node: NodeStatus): string {
  if (node.error !== undefined) return chalk.red(node.error);
  if (node.sessions === undefined) return '';
  const down = node.sessions.filter((session) => session.state !== 'Established');
  const up = `${node.sessions.length - down.length}/${node.sessions.length} sessions`;
  const missing = named(down.map((s) => `${s.neighbor} IPv${s.family} ${stateText(s)}`));
  const parts = [
    up,
    ...(down.length === 0 ? [] : [chalk.red(missing)]),
    ...adjacencies(node),
    ...announcements(node),
  ];
  return parts.join(', ');
}

/** Such sessions do not come back by themselves. */
function heldDown(lab: string, nodes: readonly NodeStatus[]): readonly string[] {
  const any = nodes.some(({ sessions = [] }) => sessions.some(({ beyond }) => beyond !== undefined));
  if (!any) return [];
  return [
    chalk.yellow(
      `A session that maximum-prefix has ended stays down, also when there are fewer prefixes again: anycast-lab restore --lab ${lab}`,
    ),
  ];
}

function adjacencies({ adjacencies: all = [] }: NodeStatus): readonly string[] {
  const down = all.filter(({ state }) => state !== 'Full');
  if (down.length === 0) return [];
  return [
    chalk.red(`OSPF: ${named(down.map((each) => `${each.neighbor} IPv${each.family} ${each.state}`))}`),
  ];
}

function announcements({ announces = [] }: NodeStatus): readonly string[] {
  if (announces.length === 0) return [];
  const prefixes = announces.map(({ prefix }) => prefix);
  const withdrawn = announces.filter(({ announced }) => !announced).map(({ prefix }) => prefix);
  if (withdrawn.length === 0) {
    return [
      `announces ${prefixes.length > 2 ? `all ${counted(prefixes.length, 'prefix', 'prefixes')}` : prefixes.join(' and ')}`,
    ];
  }
  const left = prefixes.length - withdrawn.length;
  return [
    ...(left === 0 ? [] : [`announces ${left} of ${counted(prefixes.length, 'prefix', 'prefixes')}`]),
    chalk.yellow(`withdrawn: ${named(withdrawn)}`),
  ];
}

function named(things: readonly string[]): string {
  const rest = things.length - NAMED;
  return [...things.slice(0, NAMED), ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}
