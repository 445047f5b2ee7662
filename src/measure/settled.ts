/** Tells, while a run is under way, when a client has nothing more to lose, so that the run can end early. */
import { isAnswered } from './outage.ts';
import type { QuerySample } from './samples.ts';

export interface SettledOptions {
  /** When the change was complete, in µs: what was sent before says nothing of how it ends. */
  readonly since: number;
  /** How many queries in a row one site has to answer ... */
  readonly answers: number;
  /** ... and over how long, in µs, from the first of them sent to the last. */
  readonly duration: number;
  /** The site that went away: a client that it still answers has its move before it. */
  readonly gone?: string;
  /** The only site that will do: of a change that passes by itself, the one from before it. */
  readonly home?: string;
}

/** Watches the samples of one client, service and IP version. */
export interface SettledWatch {
  /** Takes the next sample, in the order in which the prober reports them. */
  add(sample: QuerySample): void;
  /** Whether the latest queries, without one missing among them, are as many and as long as was asked. */
  isSettled(): boolean;
}

/** Queries with successive numbers that one site answered. */
interface Row {
  readonly site: string;
  readonly first: QuerySample;
  readonly last: QuerySample;
}

/** No answer counts that comes so long after a later query was sent, in µs: rows that old grow together no more. */
const OVERTAKEN = 10_000_000;

/**
 * A query that is still under way is missing from the row, like a lost one; it takes its place when its answer
 * comes. So an answer that was overtaken does not undo what came before it. Only the rows are kept, so that a wait of hours
 * costs no more than one of seconds.
 */
export function watchSettled(options: SettledOptions): SettledWatch {
  const { since, answers, duration, gone, home } = options;
  /** In the order of their numbers. */
  const rows: Row[] = [];
  let latest = -1;

  return {
    add(sample) {
      if (sample.sentAt < since) return;
      latest = Math.max(latest, sample.seq);
      if (!isAnswered(sample) || sample.site === null) return;
      insert(rows, sample, sample.site);
      const oldest = sample.sentAt - OVERTAKEN;
      while (rows.length > 1 && (rows[0] as Row).last.sentAt < oldest) rows.shift();
    },
    isSettled() {
      const row = rows.at(-1);
      if (row === undefined || row.last.seq !== latest || row.site === gone) return false;
      if (home !== undefined && row.site !== home) return false;
      const { first, last } = row;
      return last.seq - first.seq + 1 >= answers && last.sentAt - first.sentAt >= duration;
    },
  };
}

/** Puts a query where it belongs: at the end or the beginning of a row, between two that become one, or in a row of its own. */
function insert(rows: Row[], query: QuerySample, site: string): void {
  const index = rows.findLastIndex((row) => row.last.seq < query.seq);
  const [before, after] = [rows[index], rows[index + 1]];
  const follows = before?.site === site && before.last.seq === query.seq - 1;
  const leads = after?.site === site && after.first.seq === query.seq + 1;
  rows.splice(follows ? index : index + 1, Number(follows) + Number(leads), {
    site,
    first: follows ? before.first : query,
    last: leads ? after.last : query,
  });
}
