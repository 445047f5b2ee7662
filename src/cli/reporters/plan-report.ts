import chalk from 'chalk';
import type { LabPlan, NodePlan, SessionPlan } from '../../plan/lab-plan.ts';
import { isRouter, sessionTimers } from '../../plan/roles.ts';
import { zonesOf } from '../../plan/zones.ts';
import type { NodeFile } from '../../render/node-files.ts';
import { table } from './table.ts';

/** The plan in tables: services, nodes with their addresses, sessions. */
export function reportPlan(plan: LabPlan): string {
  const timers = new Set(sessionTimers(plan).map(({ keepalive, hold }) => `${keepalive}/${hold} s`));
  return [
    `Lab ${chalk.bold(plan.name)}: BGP timers ${[...timers].join(' and ')} (keepalive/hold)`,
    table(
      ['SERVICE', 'PREFIX', 'ADDRESS', 'ZONE', 'SITES'],
      plan.services.flatMap((s) =>
        s.prefixes.map((p) => [
          s.name,
          p.prefix,
          p.address,
          s.role ??
            zonesOf(s)
              .map(({ name }) => name)
              .join(' '),
          s.sites.join(' '),
        ]),
      ),
    ),
    table(['NODE', 'ROLE', 'AS', 'INTERFACE', 'LINK', 'ADDRESSES'], plan.nodes.flatMap(nodeRows)),
    table(
      ['SESSION', 'IP', 'RELATIONSHIP', 'A', 'B'],
      plan.sessions.map((s) => [
        s.link,
        `v${s.family}`,
        relationship(s),
        `${s.a.address} AS${s.a.asn}`,
        `${s.b.address} AS${s.b.asn}`,
      ]),
    ),
  ].join('\n\n');
}

function relationship({ relationship: kind, a, b }: SessionPlan): string {
  if (kind === 'transit') return `${a.node} pays ${b.node}`;
  return kind === 'peering' ? 'peers' : 'one network';
}

function nodeRows(node: NodePlan): readonly string[][] {
  const asn = isRouter(node) ? `AS${node.asn}` : '';
  const loopback = node.loopback.map((a) => `${a.address}/${a.length}`).join(' ');
  const rows = [
    ...(loopback === '' ? [] : [['lo', '', loopback]]),
    ...node.interfaces.map((i) => [
      i.name,
      i.link,
      i.addresses.map((a) => `${a.address}/${a.length}`).join(' '),
    ]),
  ];
  return rows.map((row, index) => [...(index === 0 ? [node.name, node.role, asn] : ['', '', '']), ...row]);
}

/** What a node gets before its daemons start. */
export interface NodeRendering {
  readonly node: string;
  /** Commands for `ip -batch`. */
  readonly wiring: string;
  readonly files: readonly NodeFile[];
}

/** Every file of every node, each under its name. */
export function reportFiles(nodes: readonly NodeRendering[]): string {
  return nodes
    .flatMap(({ node, wiring, files }) => [
      { title: `${node}: ip -batch`, content: wiring },
      ...files.map((file) => ({ title: `${node}: ${file.path}`, content: file.content })),
    ])
    .map(({ title, content }) => `${chalk.bold(`==> ${title} <==`)}\n${content}`)
    .join('\n');
}
