/** How every client fares while a run is under way, for whoever watches. */
import { isAnswered, isLost } from '../measure/outage.ts';
import { type QuerySample, seriesKey } from '../measure/samples.ts';
import type { OnProgress } from './progress.ts';

/** How often it is told at most, in ms. */
const EVERY = 100;

/** Takes every query as its fate becomes known, and tells now and then who answers each client and what it has lost. */
export function followClients(onProgress: OnProgress): (sample: QuerySample) => void {
  const site = new Map<string, string>();
  const lost = new Map<string, number>();
  let told = performance.now();
  return (sample) => {
    const { client } = sample;
    if (isAnswered(sample)) site.set(seriesKey(sample), sample.site ?? 'unknown');
    lost.set(client, (lost.get(client) ?? 0) + (isLost(sample) ? 1 : 0));
    if (performance.now() - told < EVERY) return;
    told = performance.now();
    const sitesOf = (name: string): readonly string[] => [
      ...new Set([...site].filter(([key]) => key.startsWith(`${name} `)).map(([, value]) => value)),
    ];
    onProgress({
      kind: 'clients',
      clients: [...lost]
        .map(([name, count]) => ({ client: name, sites: sitesOf(name), lost: count }))
        .sort((a, b) => (a.client < b.client ? -1 : 1)),
    });
  };
}
