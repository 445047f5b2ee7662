import type { FailoverResult } from '../../lab/failover.ts';
import type { Failovers } from '../../lab/failovers.ts';
import type { Forensics } from '../../measure/forensics/forensics.ts';
import type { StepLoad } from '../../measure/load.ts';
import type { StepSpread } from '../../measure/repeats.ts';
import type { HeldConnections } from '../../measure/tcp/held-connections.ts';

/** What `failover --json` prints, of one run as of many. */
export interface FailoverDocument {
  /** In the order in which they were measured. */
  readonly runs: readonly (FailoverResult & {
    /** What each step cost the lab as a whole. */
    readonly load: readonly StepLoad[];
    /** Where that was asked for. */
    readonly forensics?: Forensics;
    /** Where TCP connections were held. */
    readonly tcp?: HeldConnections;
  })[];
  /** Over the runs that stand. */
  readonly spread: readonly StepSpread[];
  /** What kept it from being measured as often as was asked for; null: nothing did. */
  readonly problem: string | null;
}

/** All runs of a failover as one document. */
export function failoverDocument({ measured, spread, load, problem }: Failovers): FailoverDocument {
  const runs = measured.map(({ result, forensics, tcp }, index) => ({
    ...result,
    load: load[index] ?? [],
    ...(forensics === null ? {} : { forensics }),
    ...(tcp === null ? {} : { tcp }),
  }));
  return { runs, spread, problem };
}
