import type { Engine } from '../engine/connect.ts';
import type { ExpectedCatchment, ExpectedSite, ExpectedSites } from '../topology/expected-sites.ts';
import { faultsIn } from './fault.ts';
import { openLab } from './find-lab.ts';
import { LabError } from './lab-error.ts';
import { type ProbeResult, probeLab } from './probe.ts';

/** Today's catchments of a lab, as expectations. */
export interface RecordedCatchments {
  readonly lab: string;
  /** Of each client that is answered: by one site, or by one for each service and IP version. */
  readonly catchment: ExpectedCatchment;
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
  const catchment: Record<string, ExpectedSites> = Object.create(null);
  const left: { client: string; reason: string }[] = [];
  for (const client of new Set(entries.map((entry) => entry.client))) {
    const own = entries.filter((entry) => entry.client === client);
    const several = new Set(own.map(({ service }) => service)).size > 1;
    const sites = own.flatMap(({ service, family, site, problem }) =>
      site === null || problem !== null ? [] : [{ service, family, site }],
    );
    if (sites.length === own.length) {
      catchment[client] = asBrief(several ? sites : sites.map(({ family, site }) => ({ family, site })));
    } else {
      const seen = own.map(
        ({ service, family, site, problem }) =>
          `${problem === null ? site : 'no clear answer'} over IPv${family}${several ? ` from ${service}` : ''}`,
      );
      left.push({ client, reason: seen.join(', ') });
    }
  }
  return { lab, catchment, left };
}

/** One site where it is the same for all; else one for each service where IP versions make no difference. */
function asBrief(sites: readonly ExpectedSite[]): ExpectedSites {
  const [first] = sites;
  if (first !== undefined && sites.every(({ site }) => site === first.site)) return first.site;
  return sites.flatMap((each): readonly ExpectedSite[] => {
    const { service, site } = each;
    const own = sites.filter((other) => other.service === service);
    if (service === undefined || own.some((other) => other.site !== site)) return [each];
    return own[0] === each ? [{ service, site }] : [];
  });
}
