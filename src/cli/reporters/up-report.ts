import chalk from 'chalk';
import type { UpResult } from '../../lab/up.ts';
import { counted } from '../../report/words.ts';
import { seconds } from './seconds.ts';

/** What came up, and how long each phase took. */
export function reportUp({ lab, changed, nodes, links, sessions, phases, seconds: total }: UpResult): string {
  const parts = [
    counted(nodes.edge, 'site'),
    counted(nodes.router, 'router'),
    counted(nodes.server, 'server'),
    counted(nodes.client, 'client'),
    counted(links, 'link'),
    counted(sessions, 'BGP session'),
  ].join(', ');
  if (!changed) return `The lab ${chalk.bold(lab)} is up already, as the topology says: nothing changed.`;
  const times = phases.map((phase) => `${phase.phase} ${seconds(phase.seconds)}`).join(', ');
  return [
    `The lab ${chalk.bold(lab)} is up in ${seconds(total)}: ${parts}.`,
    `Time went to: ${times}.`,
    `Next: anycast-lab probe ${lab}`,
  ].join('\n');
}
