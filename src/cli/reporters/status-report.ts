import chalk from 'chalk';
import type { LabStatus, NodeStatus } from '../../lab/status.ts';
import { table } from './table.ts';

/** A line for each node. */
export function reportStatus({ lab, nodes }: LabStatus): string {
  const rows = nodes.map((node) => [
    node.node,
    node.role,
    node.asn === undefined ? '' : `AS${node.asn}`,
    node.running ? node.state : chalk.red(node.state),
    detail(node),
  ]);
  return `Lab ${chalk.bold(lab)}\n${table(['NODE', 'ROLE', 'AS', 'CONTAINER', 'ROUTING'], rows)}`;
}

function detail(node: NodeStatus): string {
  if (node.error !== undefined) return chalk.red(node.error);
  if (node.sessions === undefined) return '';
  const down = node.sessions.filter((session) => session.state !== 'Established');
  const up = `${node.sessions.length - down.length}/${node.sessions.length} sessions`;
  const missing = down.map((s) => chalk.red(`${s.neighbor} IPv${s.family} ${s.state}`));
  const announced = (node.announces ?? []).map(({ prefix, announced }) =>
    announced ? `announces ${prefix}` : chalk.yellow(`${prefix} withdrawn`),
  );
  return [up, ...missing, ...announced].join(', ');
}
