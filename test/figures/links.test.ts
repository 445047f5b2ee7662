/** How exact a link's latency is where nothing else uses the machine. */
import { beforeAll, describe, expect, it } from 'vitest';
import { execIn, startLab } from '../docker/support/labs.ts';
import { ping } from '../docker/support/pings.ts';

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

  it('is 20 ms within 1 ms each way, for single packets and for bursts', async () => {
    const single = await ping(lab, 'anna', gateway, '-c', '100', '-i', '0.02');
    expect(single.answered).toBe(100);
    expect(single.rtt?.least).toBeGreaterThanOrEqual(40);
    expect(single.rtt?.mean).toBeLessThan(42);
    const burst = await ping(lab, 'anna', gateway, '-c', '100', '-l', '100');
    expect(burst.answered).toBe(100);
    expect(burst.rtt?.least).toBeGreaterThanOrEqual(40);
    expect(burst.rtt?.mean).toBeLessThan(44);
  });
});
