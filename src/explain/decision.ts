/**
 * How BGP chooses one path of several: every step of the ladder with what it left (RFC 4271, section 9.1.2.2, in the order of
 * FRR's bgp_path_info_cmp). FRR itself says only which step decided between two of them.
 */
import ipaddr from 'ipaddr.js';
import { type Bestpath, ORIGINS } from '../topology/topology.ts';
import type { BgpPath } from './bgp-path.ts';

/** The steps in their order; `oldest` only where the topology asks for it of the router. */
export const CRITERIA = [
  'weight',
  'local-pref',
  'own',
  'as-path',
  'origin',
  'med',
  'ebgp',
  'igp-metric',
  'oldest',
  'router-id',
  'cluster-list',
  'neighbor',
] as const;
export type Criterion = (typeof CRITERIA)[number];

/** One step that told paths apart. */
export interface Step {
  readonly criterion: Criterion;
  readonly kept: readonly BgpPath[];
  readonly dropped: readonly BgpPath[];
}

export interface Decision {
  /** The path that is left; null: there was none to choose from. */
  readonly best: BgpPath | null;
  /** Only those that dropped a path, in their order. */
  readonly steps: readonly Step[];
}

/** FRR's word for the step, as its `selectionReason` has it. */
const REASONS: Readonly<Record<Criterion, string>> = {
  weight: 'Weight',
  'local-pref': 'Local Pref',
  own: 'Local Route',
  'as-path': 'AS Path',
  origin: 'Origin',
  med: 'MED',
  ebgp: 'Peer Type',
  'igp-metric': 'IGP Metric',
  oldest: 'Older Path',
  'router-id': 'Router ID',
  'cluster-list': 'Cluster length',
  neighbor: 'Neighbor IP',
};

/** Its word where it has compared a path with none. */
const NOT_COMPARED = 'First path received';

/** Takes the ladder with all valid paths at once. */
export function decide(paths: readonly BgpPath[], bestpath: Bestpath): Decision {
  let left: readonly BgpPath[] = paths.filter(({ valid }) => valid);
  const steps: Step[] = [];
  for (const criterion of CRITERIA) {
    if (left.length < 2) break;
    if (criterion === 'oldest' && !asksForOldest(left, bestpath)) continue;
    const kept = survivors(criterion, left);
    if (kept.length === left.length) continue;
    steps.push({ criterion, kept, dropped: left.filter((path) => !kept.includes(path)) });
    left = kept;
  }
  return { best: left[0] ?? null, steps };
}

/**
 * What FRR's choice says of the ladder's: `agrees`, `other-path`, or the same path with a reason that none of the others has given
 * (`old-reason`). FRR compares pairs, and keeps with a path the step that decided the last pair it has won (bgp_best_selection):
 * where the other of that pair has changed since or gone, nothing is compared anew, and the reason says something of the past.
 */
export type Check = 'agrees' | 'old-reason' | 'other-path';

/** Compares the ladder's choice with FRR's. */
export function checkWithFrr(paths: readonly BgpPath[], { best }: Decision, bestpath: Bestpath): Check {
  const chosen = paths.find((path) => path.best) ?? null;
  if (chosen !== best) return 'other-path';
  const reason = chosen?.reason ?? NOT_COMPARED;
  const others = paths.filter((path) => path.valid && path !== chosen);
  if (chosen === null || reason === NOT_COMPARED || others.length === 0) return 'agrees';
  const holds = others.some((other) => {
    const [last] = decide([chosen, other], bestpath).steps;
    return last !== undefined && REASONS[last.criterion] === reason;
  });
  return holds ? 'agrees' : 'old-reason';
}

/** Between routes of eBGP neighbours only (RFC 5004). */
function asksForOldest(paths: readonly BgpPath[], bestpath: Bestpath): boolean {
  return bestpath === 'oldest' && paths.every(({ learned }) => learned === 'ebgp');
}

function survivors(criterion: Criterion, paths: readonly BgpPath[]): readonly BgpPath[] {
  if (criterion === 'med') return lowestMeds(paths);
  const ranks = paths.map(RANKS[criterion]);
  const best = ranks.reduce((lowest, rank) => (compare(rank, lowest) < 0 ? rank : lowest));
  return paths.filter((_, index) => compare(ranks[index] ?? [], best) === 0);
}

/** MED compares routes of one neighbouring AS only. */
function lowestMeds(paths: readonly BgpPath[]): readonly BgpPath[] {
  return paths.filter((path) => {
    const rivals = paths.filter(({ asPath }) => asPath[0] === path.asPath[0]);
    return rivals.every(({ med }) => path.med <= med);
  });
}

/** What a step compares, number by number; the lowest wins. */
const RANKS: Readonly<Record<Exclude<Criterion, 'med'>, (path: BgpPath) => readonly number[]>> = {
  weight: ({ weight }) => [-weight],
  'local-pref': ({ localPref }) => [-localPref],
  own: ({ learned }) => [learned === 'local' ? 0 : 1],
  'as-path': ({ asPath }) => [asPath.length],
  origin: ({ origin }) => [ORIGINS.indexOf(origin)],
  ebgp: ({ learned }) => [learned === 'ibgp' ? 1 : 0],
  'igp-metric': ({ igpMetric }) => [igpMetric],
  // FRR looks at no time: among equal paths it keeps the one that it has chosen already, which an update does not make younger.
  oldest: ({ best }) => [best ? 0 : 1],
  'router-id': ({ routerId }) => ipaddr.parse(routerId).toByteArray(),
  'cluster-list': ({ reflections }) => [reflections],
  neighbor: ({ neighbor }) => (neighbor === null ? [] : ipaddr.parse(neighbor).toByteArray()),
};

function compare(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((value, place) => value !== b[place]);
  return index < 0 ? 0 : (a[index] as number) - (b[index] ?? 0);
}
