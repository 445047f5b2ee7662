/** The ladder by which BGP chooses, in words. */
import chalk from 'chalk';
import type { Criterion } from '../../explain/decision.ts';
import type { Candidate, Hop } from '../../explain/journey.ts';

/** The steps of the ladder as words of a sentence: "lost by ...". */
export const STEPS: Readonly<Record<Criterion, string>> = {
  weight: 'weight',
  'local-pref': 'local preference',
  own: 'not its own route',
  'as-path': 'AS path length',
  origin: 'origin',
  med: 'MED',
  ebgp: 'iBGP, not eBGP',
  'igp-metric': 'IGP metric',
  oldest: 'younger path',
  'router-id': 'router id',
  'cluster-list': 'cluster list length',
  neighbor: 'neighbour address',
};

/** Why a path was not chosen; nothing where it was. One that packets take beside the chosen one has lost no more than its name. */
export function lossOf({ chosen, lostBy, path }: Candidate): string {
  if (chosen) return '';
  if (path.multipath) return 'used too';
  return lostBy === null ? (path.valid ? '' : 'next hop not reachable') : STEPS[lostBy];
}

/** Says that the ladder and FRR differ. */
export function disagreement({ router, reason }: Hop): string {
  return chalk.red(
    `FRR at ${router} chose otherwise (${reason ?? 'no reason given'}): a mistake of anycast-lab, please report it`,
  );
}

/** Says why FRR's own reason is none of those shown. */
export function oldReason({ reason }: Hop): string {
  return chalk.dim(
    `FRR's own reason, ${reason ?? 'none'}, is against a path that has changed or gone since.`,
  );
}
