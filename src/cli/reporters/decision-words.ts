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

/** Says why FRR's choice, or its reason, is none of those that the ladder shows. */
export function remark({ router, note, reason }: Hop): readonly string[] {
  const given = reason ?? 'none given';
  const words = {
    'old-reason': `FRR's own reason, ${given}, is against a path that has changed or gone since.`,
    'own-lines': `${router} has lines of FRR of its own, and chose otherwise than these steps say (${given}).`,
  } as const;
  return note === null ? [] : [chalk.dim(words[note])];
}
