import type { Engine } from '../engine/connect.ts';
import { faultsIn } from './fault.ts';
import { openLab } from './find-lab.ts';
import { LabError } from './lab-error.ts';
import { type ProbeResult, probeLab } from './probe.ts';

/** Today's catchments of a lab, as expectations. */
export interface RecordedCatchments {
  readonly lab: string;
  /** The site of each client that one site answers, over each IP version. */
  readonly catchment: Readonly<Record<string, string>>;
  /** The clients that nothing can be expected of, and why. */
  readonly left: readonly { readonly client: string; readonly reason: string }[];
}

/**
 * Probes a lab, and tells what can be expected of each client from now on.
 * @throws LabError `usage` as `probe` does, and where a fault is in force: what is seen then is not what is expected
 */
export async function recordCatchments(
  engine: Engine,
  labName: string | undefined,
): Promise<RecordedCatchments> {
  const lab = await openLab(engine, labName);
  const faults = await faultsIn(engine, lab);
  if (faults.length > 0) {
    const what = faults.map(({ kind, target }) => `${kind} at ${target}`).join(', ');
    throw new LabError(
      'usage',
      `${lab.name} is not as it should be: in force is ${what}`,
      `Bring it back first: anycast-lab restore --lab ${lab.name}`,
    );
  }
  return toExpectations({ lab: lab.name, entries: await probeLab(engine, lab) });
}

/** What a catchment matrix lets expect. */
export function toExpectations({ lab, entries }: Pick<ProbeResult, 'lab' | 'entries'>): RecordedCatchments {
  const catchment: Record<string, string> = Object.create(null);
  const left: { client: string; reason: string }[] = [];
  for (const client of new Set(entries.map((entry) => entry.client))) {
    const own = entries.filter((entry) => entry.client === client);
    const [first] = own;
    if (first?.site && own.every(({ site, problem }) => problem === null && site === first.site)) {
      catchment[client] = first.site;
    } else {
      const several = new Set(own.map(({ service }) => service)).size > 1;
      const seen = own.map(
        ({ service, family, site, problem }) =>
          `${problem === null ? site : 'no clear answer'} over IPv${family}${several ? ` from ${service}` : ''}`,
      );
      left.push({ client, reason: seen.join(', ') });
    }
  }
  return { lab, catchment, left };
}
