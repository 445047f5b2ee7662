/** A lab as a graph, for programs that draw: what it is made of, and who is answered by whom. */
import { sitesIn } from '../../topology/shared-sites.ts';
import { FAMILIES } from '../../topology/topology.ts';
import type { NetworkLayout } from '../network-layout.ts';
import { SITE_COLORS, siteColorNumber } from '../site-colors.ts';

export interface LabGraph extends NetworkLayout {
  readonly name: string;
  readonly sites: readonly string[];
  /** The site that answers, or several (`fra + nyc`), by client and IP version (`berlin 4`); null: nobody does; empty: it is not shown. */
  readonly answers: ReadonlyMap<string, string | null>;
}

/** What nobody has that is answered by no site. */
const NOBODY = '#ffffff';

/** The colour of a site. */
export function colorOf(site: string | null, { sites }: LabGraph): string {
  return site === null ? NOBODY : (SITE_COLORS[siteColorNumber(site, sites)] ?? NOBODY);
}

/** The sites that answer a client, each once, IPv4 first; none where that is not shown. */
export function answersOf(client: string, { answers }: LabGraph): readonly (string | null)[] {
  const known = FAMILIES.flatMap((family): readonly (string | null)[] => {
    const site = answers.get(`${client} ${family}`);
    if (site === undefined) return [];
    return site === null ? [null] : sitesIn(site);
  });
  return [...new Set(known)];
}
