import chalk from 'chalk';
import type { DiffResult } from '../../lab/diff-catchments.ts';
import type { Answered } from '../../measure/catchment-moves.ts';
import { counted } from '../../report/words.ts';
import { table } from './table.ts';

/** Who is answered by another site, and of whom only one of the two tells. */
export function reportDiff(result: DiffResult): string {
  const { base, lab, moves, compared, onlyBefore, onlyAfter, same } = result;
  if (same) return `${lab} is as ${base} has it: ${counted(compared, 'answer')} compared, none differs.`;
  const several = new Set(moves.map(({ service }) => service)).size > 1;
  const head = ['CLIENT', ...(several ? ['SERVICE'] : []), 'IP', base, lab];
  const rows = moves.map(({ client, service, family, from, to }) => [
    client,
    ...(several ? [service] : []),
    `v${family}`,
    from ?? 'nobody',
    chalk.yellow(to ?? 'nobody'),
  ]);
  return [
    ...(moves.length === 0 ? [] : [table(head, rows)]),
    `${moves.length} of ${counted(compared, 'answer')} differ.`,
    ...only(base, onlyBefore),
    ...only(lab, onlyAfter),
  ].join('\n');
}

function only(name: string, entries: readonly Answered[]): readonly string[] {
  if (entries.length === 0) return [];
  const texts = entries.map(({ client, service, family }) => `${client} v${family} (${service})`);
  return [chalk.yellow(`Only in ${name}: ${texts.join(', ')}`)];
}
