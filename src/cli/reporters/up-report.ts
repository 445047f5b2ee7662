import chalk from 'chalk';
import type { ImpairedLinks } from '../../lab/impairments.ts';
import type { UpResult } from '../../lab/up.ts';
import { counted, MECHANISM_WORDS } from '../../report/words.ts';
import { seconds } from './seconds.ts';

/** What came up, and how long each phase took. */
export function reportUp(result: UpResult): string {
  const { lab, changed, levers, nodes, links, sessions, impaired, phases, seconds: total } = result;
  const parts = [
    counted(nodes.edge, 'site'),
    counted(nodes.router, 'router'),
    ...(nodes.balancer === 0 ? [] : [counted(nodes.balancer, 'balancer')]),
    counted(nodes.server, 'server'),
    counted(nodes.client, 'client'),
    ...(nodes.primary === 0 ? [] : ['a primary']),
    counted(links, 'link'),
    counted(sessions, 'BGP session'),
  ].join(', ');
  if (levers.length > 0) {
    return [
      `The lab ${chalk.bold(lab)} is up already, as the topology says, but for levers in force: ${levers.join(', ')}.`,
      `Put them back: anycast-lab restore --lab ${lab}`,
    ].join('\n');
  }
  if (!changed) return `The lab ${chalk.bold(lab)} is up already, as the topology says: nothing changed.`;
  const times = phases.map((phase) => `${phase.phase} ${seconds(phase.seconds)}`).join(', ');
  return [
    `The lab ${chalk.bold(lab)} is up in ${seconds(total)}: ${parts}.`,
    ...(impaired === undefined ? [] : impairedLinks(impaired)),
    `Time went to: ${times}.`,
    `Next: anycast-lab probe ${lab}`,
  ].join('\n');
}

function impairedLinks({ kernel, line, ignored }: ImpairedLinks): readonly string[] {
  const by = { kernel, line };
  return [
    ...(['kernel', 'line'] as const)
      .filter((mechanism) => by[mechanism] > 0)
      .map((mechanism) => `${counted(by[mechanism], 'link')} impaired by ${MECHANISM_WORDS[mechanism]}.`),
    ...(ignored === 0
      ? []
      : [chalk.yellow(`${counted(ignored, 'link')} not impaired, as asked: plain cables.`)]),
  ];
}
