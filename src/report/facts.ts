/** What figures depend on, and how fine they are: the small print of every report. */
import type { LinkCondition } from '../plan/link-condition.ts';
import { sessionTimers } from '../plan/roles.ts';
import { holdingText } from './held-rows.ts';
import type { LabResult } from './result.ts';
import { counted, LOWER_BOUNDS, linkText, MECHANISM_WORDS, timersName } from './words.ts';

/** Name and value, in the order in which they are shown. */
export function factsOf(lab: LabResult): readonly (readonly [name: string, value: string])[] {
  const { topology, environment, plan } = lab;
  const versions = (of: Readonly<Record<string, string>>) =>
    Object.entries(of)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ');
  return [
    ['Topology', `${topology.file}, hash ${topology.hash}`],
    ...(lab.scenarioFile === null ? [] : [['Scenarios', lab.scenarioFile.file] as const]),
    ['BGP timers', sessionTimers(plan).map(timersName).join(' and ')],
    ...(environment === null
      ? [['Environment', 'unknown: the engine could not be asked'] as const]
      : ([
          ['FRR', environment.frr ?? 'unknown: the lab never came up'],
          ['DNS servers', versions(environment.servers) || 'unknown'],
          ...linksFact(environment.links ?? []),
          ['Engine', `${environment.engine.name} ${environment.engine.version}`],
          ['Kernel', `Linux ${environment.kernel}, ${counted(environment.cpus, 'processor')}`],
          ['anycast-lab', environment.tool],
          ['Images', Object.values(environment.images).join(', ')],
        ] as const)),
    ['Started', lab.startedAt],
    ['Took', `${lab.durations.total.toFixed(1)} s, of which up ${lab.durations.up.toFixed(1)} s`],
  ];
}

/** What impaired the links, and which were not as the topology says. */
function linksFact(links: readonly LinkCondition[]): readonly (readonly [string, string])[] {
  if (links.length === 0) return [];
  const by = (['kernel', 'line'] as const).flatMap((mechanism) => {
    const count = links.filter((link) => link.mechanism === mechanism).length;
    return count === 0 ? [] : [`${counted(count, 'link')} impaired by ${MECHANISM_WORDS[mechanism]}`];
  });
  const odd = links
    .filter(({ asPlanned }) => !asPlanned)
    .map(({ link, impairments }) => `${link} not as the topology says: ${linkText(impairments)}`);
  const facts = [...by, ...odd];
  return [['Links', facts.length === 0 ? 'unimpaired, but for their MTU' : facts.join('; ')]];
}

/** How fine the figures are, a sentence each. */
export function resolutionOf(lab: LabResult): readonly string[] {
  const runs = lab.scenarios.flatMap(({ run }) => (run === null ? [] : [run]));
  const each = (values: readonly number[]) => [...new Set(values)].sort((a, b) => a - b).join(' or ');
  const intervals = each(runs.map(({ interval }) => interval));
  const queries =
    runs.length === 0
      ? []
      : [
          `A query every ${intervals} ms to each address, lost after ${each(runs.map(({ timeout }) => timeout))} ms: no figure from queries is finer than ${intervals} ms.`,
          'Control-plane times come from the routers’ kernels and are finer than a millisecond on an idle machine.',
        ];
  const held = runs.flatMap(({ record }) => record.held ?? []).slice(0, 1);
  return [...queries, ...held.map(holdingText), LOWER_BOUNDS];
}
