/** Tells, while a run is under way, when a client has nothing more to lose, so that the run can end early. */
import { isAnswered } from './outage.ts';
import type { QuerySample } from './samples.ts';

export interface SettledOptions {
  /** µs. */
  readonly faultAt: number;
  /** How many queries in a row one site has to answer ... */
  readonly answers: number;
  /** ... and over how long, in µs, from the first of them sent to the last. */
  readonly duration: number;
  /** The site that went away: a client that it still answers has its move before it. */
  readonly gone?: string;
}

/** Watches the samples of one client, service and IP version. */
export interface SettledWatch {
  /** Takes the next sample, in the order in which the prober reports them. */
  add(sample: QuerySample): void;
  /** Whether the latest queries, without one missing among them, are as many and as long as was asked. */
  isSettled(): boolean;
}

/**
 * A query that is still under way is missing from the row, like a lost one; it takes its place when its answer
 * comes. So an answer that was overtaken does not undo what came before it.
 */
export function watchSettled(options: SettledOptions): SettledWatch {
  const answered = new Map<number, QuerySample>();
  let latest = -1;

  return {
    add(sample) {
      if (sample.sentAt < options.faultAt) return;
      latest = Math.max(latest, sample.seq);
      if (isAnswered(sample) && sample.site !== null) answered.set(sample.seq, sample);
    },
    isSettled() {
      const last = answered.get(latest);
      if (last === undefined || last.site === options.gone) return false;
      let count = 0;
      for (let query: QuerySample | undefined = last; query?.site === last.site; ) {
        count += 1;
        if (count >= options.answers && last.sentAt - query.sentAt >= options.duration) return true;
        query = answered.get(query.seq - 1);
      }
      return false;
    },
  };
}
