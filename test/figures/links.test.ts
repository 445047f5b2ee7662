/** How exact a link's latency is where nothing else uses the machine. */
import { beforeAll, describe, expect, it } from 'vitest';
import { execIn, startLab } from '../docker/support/labs.ts';
import { type Pings, ping } from '../docker/support/pings.ts';

/** How often is measured. */
const RUNS = 5;

describe('a latency of 20 ms', () => {
  let lab: string;
  let gateway = '';
  beforeAll(async () => {
    lab = await startLab(
      'latency',
      'sites: { solo: }\nrouters: { net: }\nclients: { anna: { router: net, latency: 20ms } }\nlinks: [solo -> net]\n',
    );
    const { stdout } = await execIn(lab, 'anna', 'ip', '-4', 'route', 'show', 'default');
    gateway = /via (\S+)/.exec(stdout)?.[1] ?? '';
  });

  /** The quietest of some runs: whatever else the machine does for a moment is no property of the link. */
  async function quietest(...words: readonly string[]): Promise<Pings> {
    let best: Pings | undefined;
    for (let run = 0; run < RUNS; run++) {
      const seen = await ping(lab, 'anna', gateway, ...words);
      expect(seen.answered).toBe(seen.sent);
      if (best?.rtt == null || (seen.rtt?.mean ?? Infinity) < best.rtt.mean) best = seen;
    }
    if (best === undefined) throw new Error('no run');
    return best;
  }

  it('is 20 ms within 1 ms each way, for single packets', async () => {
    const { rtt } = await quietest('-c', '50', '-i', '0.02');
    expect(rtt?.least).toBeGreaterThanOrEqual(40);
    expect(rtt?.mean).toBeLessThan(42);
  });

  it('grows by no more than 4 ms where a hundred packets come at once', async () => {
    const { rtt } = await quietest('-c', '100', '-l', '100');
    expect(rtt?.least).toBeGreaterThanOrEqual(40);
    expect(rtt?.mean).toBeLessThan(44);
  });
});
