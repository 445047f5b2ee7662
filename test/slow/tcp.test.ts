/** Held TCP connections to a site that dies without a word: for a while nobody answers, not even with a reset. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { startLab } from '../docker/support/labs.ts';
import { measuredRun } from '../docker/support/measured.ts';

const TOPOLOGY = readFileSync(new URL('../../topologies/tcp-stickiness.yaml', import.meta.url), 'utf8');

/** What becomes of berlin's connections, and of chicago's, when fra crashes. */
async function crash(lab: string) {
  const words = ['--tcp', '--fault', 'site-crash', '--interval', '50'];
  const { tcp } = await measuredRun('fra', '--lab', lab, ...words);
  const [away = []] = tcp?.steps ?? [];
  const of = (name: string) => away.filter(({ client }) => client === name);
  expect(of('chicago')).toMatchObject(Array(2).fill({ from: 'nyc', broke: null, works: true }));
  expect(of('berlin')).toMatchObject(Array(2).fill({ from: 'fra', again: { site: 'nyc' }, works: true }));
  return of('berlin').flatMap(({ broke, again }) => (broke && again ? [{ broke, again }] : []));
}

describe('a held connection to a site that crashes', () => {
  it('hangs until another site has the address, which resets it as soon as TCP sends anew', async () => {
    // The hold time is 3 s. TCP sends anew after 0.2 s, 0.6 s, 1.4 s, 3 s and 6.2 s: who is late for one waits for the client's patience to end.
    for (const { broke } of await crash(await startLab('tcp-crash', TOPOLOGY))) {
      expect(['reset', 'timeout']).toContain(broke.how);
      expect(broke.waited).toBeGreaterThan(1_500_000);
      expect(broke.waited).toBeLessThan(5_500_000);
      // It asks every 100 ms.
      expect(Math.abs(broke.after - broke.waited)).toBeLessThan(500_000);
    }
  });

  it('is given up where that takes longer than the client waits, and new ones come to nothing until then', async () => {
    // The hold time is 9 s, of which 6 s are left at the least; the client waits for 5.
    const lab = await startLab('tcp-timeout', `timers: datacenter\n${TOPOLOGY}`);
    for (const { broke, again } of await crash(lab)) {
      expect(broke.how).toBe('timeout');
      expect(broke.waited).toBeGreaterThan(4_900_000);
      expect(broke.waited).toBeLessThan(5_500_000);
      expect(again.failures).toBeGreaterThan(0);
      expect(again.after).toBeGreaterThan(6_000_000);
      expect(again.after).toBeLessThan(13_000_000);
    }
  });
});
