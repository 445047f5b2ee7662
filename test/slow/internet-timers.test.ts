import { expect, it } from 'vitest';
import type { UpResult } from '../../src/lab/up.ts';
import { cliJson, startCli } from '../docker/support/cli.ts';
import { labName, topologyFile } from '../docker/support/labs.ts';
import { onlyRun } from '../docker/support/measured.ts';

const TOPOLOGY = `
timers: internet
sites: { aix: , bcn: }
routers: { near: , core: }
clients: { alma: near, beto: core }
links: [ aix -> near, bcn -> core, near -> core ]
`;

it('takes a blackhole 120 to 180 s to be noticed with the timers of the Internet', async () => {
  const lab = labName('internet');
  // Updates are held back for 30 s at every hop.
  const up = ['up', topologyFile(TOPOLOGY), '--name', lab, '--timeout', '280'];
  await cliJson<UpResult>(up, { timeout: 300_000 });
  const words = [
    'failover',
    'aix',
    '--fault',
    'blackhole',
    '--lab',
    lab,
    '--interval',
    '100',
    '--no-restore',
    '--json',
  ];
  const { exitCode, stdout, stderr } = await startCli(words, { timeout: 600_000 });
  expect(exitCode, `${stderr}${stdout}`).toBe(0);
  const { failover } = onlyRun(stdout);
  const moved = failover.filter(({ client }) => client === 'alma');
  expect(moved).toHaveLength(2);
  for (const { outage, siteAfter } of moved) {
    expect(siteAfter).toBe('bcn');
    expect(outage).toBeGreaterThan(119e6);
    expect(outage).toBeLessThan(181e6);
  }
});
