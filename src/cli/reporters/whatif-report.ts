import chalk from 'chalk';
import type { Parting } from '../../explain/why-moved.ts';
import type { ExplainedMove, WhatifResult } from '../../lab/whatif.ts';
import { type CatchmentMove, sharesOf } from '../../measure/catchment-moves.ts';
import { counted, familyName } from '../../report/words.ts';
import { FAMILIES } from '../../topology/topology.ts';
import { STEPS } from './decision-words.ts';
import { seconds } from './seconds.ts';
import { table } from './table.ts';

/** Each client before and after, why those moved who did, the load of each site, and what became of the levers. */
export function reportWhatif(result: WhatifResult): string {
  const { lab, levers, inForce, moves, before, after } = result;
  const several = new Set(after.map(({ service }) => service)).size > 1;
  const head = ['CLIENT', ...(several ? ['SERVICE'] : []), 'IP', 'BEFORE', 'AFTER', 'WHY'];
  const rows = after.map(({ client, service, family, site }) => {
    const move = moves.find(
      (each) => each.client === client && each.service === service && each.family === family,
    );
    return [
      client,
      ...(several ? [service] : []),
      `v${family}`,
      siteName(move === undefined ? site : move.from),
      move === undefined ? 'stays' : chalk.yellow(siteName(move.to)),
      move === undefined ? '' : reasonOf(move),
    ];
  });
  const also = inForce.length === 0 ? '' : `, besides ${inForce.join(', ')}, in force since before`;
  return [
    `${chalk.bold(levers.join(', '))} in ${lab}${also}`,
    table(head, rows),
    `${moves.length} of ${counted(after.length, 'answer')} moved.`,
    ...FAMILIES.filter((family) => after.some((entry) => entry.family === family)).map((family) => {
      const [old, now] = [before, after].map((entries) => sharesOf(entries, family, result.sites));
      const loads = (now ?? []).map(({ site, answers }) => {
        const was = old?.find((share) => share.site === site)?.answers ?? 0;
        return `${siteName(site)} ${was === answers ? was : `${was} -> ${answers}`}`;
      });
      return `Clients over ${familyName(family)}: ${loads.join(', ')}`;
    }),
    ending(result),
  ].join('\n');
}

function ending({ lab, kept, astray, seconds: took }: WhatifResult): string {
  if (kept) return `Kept, after ${seconds(took)}. Put it back: anycast-lab restore --lab ${lab}`;
  const put = putBack(astray ?? []);
  return `${put} This took ${seconds(took)}.`;
}

/** Says whether everybody is where he was once levers had been put back. */
export function putBack(astray: readonly CatchmentMove[]): string {
  if (astray.length === 0) return 'Put back, and every client is where it was.';
  const who = astray.map(
    ({ client, family, from, to }) =>
      `${client} over ${familyName(family)} at ${siteName(to)} and not ${siteName(from)}`,
  );
  return chalk.red(`Put back, but not all clients are where they were: ${who.join('; ')}.`);
}

function reasonOf({ why }: ExplainedMove): string {
  return why === null ? '' : partingText(why);
}

function partingText({ router, before, after, offered, lostBy }: Parting): string {
  if (before === null) return `${router} has a route again, by ${after}`;
  if (!offered) return `${router} hears of no path from ${before} any more`;
  if (lostBy === null) return `the next hop of the path from ${before} is not reachable at ${router}`;
  return `at ${router} the path from ${before} lost by ${STEPS[lostBy]}`;
}

function siteName(site: string | null): string {
  return site ?? 'nobody';
}
