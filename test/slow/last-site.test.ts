/** Sites that lose all servers together: somebody goes on announcing. */
import { expect, it } from 'vitest';
import { cliJson } from '../docker/support/cli.ts';
import { execIn, startLab } from '../docker/support/labs.ts';
import { health, LAST_STAYS, paths, soon, V4, V6 } from '../docker/support/last-site.ts';

it('where all fail together, the prefixes stay announced, by whoever was last', async () => {
  const lab = await startLab('last', LAST_STAYS);
  // By hand, as two commands would not be done at one moment.
  const servers = ['ns1.aix', 'ns2.aix', 'ns3.aix', 'ns1.bcn'];
  await Promise.all(servers.map((server) => execIn(lab, server, 'sh', '-c', 'kill -STOP -1')));
  const sites = () => Promise.all(['aix', 'bcn'].map((site) => health(lab, site)));
  // Longer than a site waits until it is withdrawn.
  await soon(async () => {
    for (const { servers: checked, lastChange } of await sites()) {
      expect(checked.filter(({ healthy }) => healthy)).toEqual([]);
      expect(lastChange?.age).toBeGreaterThan(3);
    }
  });
  const staying = (await sites()).flatMap((site) => site.staying ?? []);
  expect([...new Set(staying)].toSorted()).toEqual([V4, V6]);
  for (const prefix of [V4, V6]) {
    expect(await paths(lab, 'near', prefix)).toContainEqual(expect.stringMatching(/ leaving$/));
  }
  await cliJson(['restore', '--lab', lab]);
  await soon(async () => {
    expect(await paths(lab, 'near', V4)).toContain('64496');
    expect(await paths(lab, 'core', V4)).toContain('64497');
  });
});
