/** Every combination of prepending at some sites, and the load that it gives each site. */
import type { Engine } from '../engine/connect.ts';
import {
  type CatchmentMove,
  compareCatchments,
  type SiteShare,
  sharesOf,
} from '../measure/catchment-moves.ts';
import { siteNames } from '../plan/roles.ts';
import { FAMILIES, type PerFamily } from '../topology/topology.ts';
import { LabError } from './lab-error.ts';
import type { OnProgress } from './progress.ts';
import { openTrial, requireLevers } from './trial.ts';

/** The most combinations that are tried: at two seconds each they take two minutes. */
const MOST_COMBINATIONS = 64;

export interface PlaybookOptions {
  readonly lab: string | undefined;
  readonly sites: readonly string[];
  /** How often each site's ASN is put before the path, beyond the once. */
  readonly prepend: readonly number[];
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

export interface PlaybookRow {
  /** By site. */
  readonly prepend: Readonly<Record<string, number>>;
  readonly shares: PerFamily<readonly SiteShare[]>;
  /** Answers that came from another site than before the first combination, over both IP versions. */
  readonly moved: number;
}

export interface PlaybookResult {
  readonly lab: string;
  readonly sites: readonly string[];
  /** The load before anything was done. */
  readonly before: PerFamily<readonly SiteShare[]>;
  readonly rows: readonly PlaybookRow[];
  /** Who is not where it was before, once all was put back. */
  readonly astray: readonly CatchmentMove[];
  /** In s. */
  readonly seconds: number;
}

/**
 * Walks the combinations, the last site's prepending changing fastest, and puts everything back, also where it is interrupted.
 * @throws LabError `usage` where there are too many, or a site is none: nothing has been done then; otherwise as Trial
 */
export async function playbook(engine: Engine, options: PlaybookOptions): Promise<PlaybookResult> {
  const started = performance.now();
  const { sites, prepend, signal, onProgress } = options;
  const count = prepend.length ** sites.length;
  if (count > MOST_COMBINATIONS) {
    throw new LabError(
      'usage',
      `${prepend.length} ways to prepend at ${sites.length} sites are ${count} combinations, more than ${MOST_COMBINATIONS}`,
      'Name fewer sites, or a shorter range.',
    );
  }
  const trial = await openTrial(engine, options.lab, { signal, onProgress: () => undefined });
  try {
    const { plan, name } = trial.lab;
    const all = combinations(sites, prepend);
    const plays = all.map((play) => ({
      prepend: Object.fromEntries(play),
      levers: play.flatMap(([site, times]) => requireLevers(['prepend', site, String(times)], plan)),
    }));
    const known = siteNames(plan);
    const sharesNow = (entries: Parameters<typeof sharesOf>[0]): PerFamily<readonly SiteShare[]> => {
      const [four, six] = FAMILIES.map((family) => sharesOf(entries, family, known));
      return { 4: four ?? [], 6: six ?? [] };
    };
    const before = await trial.catchment();
    const rows: PlaybookRow[] = [];
    try {
      for (const [index, play] of plays.entries()) {
        onProgress({ kind: 'play', number: index + 1, of: plays.length, prepend: play.prepend });
        await trial.pull(play.levers);
        const entries = await trial.catchment();
        const moved = compareCatchments(before, entries).moves.length;
        rows.push({ prepend: play.prepend, shares: sharesNow(entries), moved });
      }
    } finally {
      await trial.putBack();
    }
    return {
      lab: name,
      sites: known,
      before: sharesNow(before),
      rows,
      astray: compareCatchments(before, await trial.catchment()).moves,
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    await trial.close();
  }
}

type Play = readonly (readonly [site: string, times: number])[];

function combinations(sites: readonly string[], values: readonly number[]): readonly Play[] {
  return sites.reduce<readonly Play[]>(
    (plays, site) => plays.flatMap((play) => values.map((times) => [...play, [site, times] as const])),
    [[]],
  );
}
